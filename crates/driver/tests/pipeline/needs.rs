//! Which workloads the code makes, whether they have public addresses, and what they call: the
//! evidence table, row by row, in both languages. A row's code is `testdata/needs/<row>.tf` and
//! `.yaml`; some resources exist in Terraform only.

#![allow(clippy::unwrap_used, reason = "a test fails where its input is wrong")]

use std::path::{Path, PathBuf};

use vpcelint_aws::{Network, Strength, Workload};
use vpcelint_driver::{Given, Options, evaluate};
use vpcelint_source::{Budget, Memory, Sources, clean_path};

/// The network around each row.
const TERRAFORM: &str = r#"
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.v.id
}
"#;
const TEMPLATE: &str = r#"
  v: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  a: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref v, CidrBlock: 10.0.1.0/24 } }
  b: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref v, CidrBlock: 10.0.2.0/24 } }
  g:
    Type: AWS::EC2::SecurityGroup
    Properties: { VpcId: !Ref v, GroupDescription: g }
"#;

/// Rows, and the workload that each makes: its name, its kind, whether it may have a public address,
/// and what it calls: proven `!`, likely `?`, a hint `~`, and perhaps more `+`.
const ROWS: &[(&str, &str)] = &[
    ("iam-wildcards", "w | Lambda function | no | dynamodb? s3? sns?"),
    ("iam-streams", "w | Lambda function | no | dynamodb-streams?"),
    ("iam-table-is-no-stream", "w | Lambda function | no | dynamodb?"),
    ("iam-stream-of-table", "w | Lambda function | no | dynamodb-streams?"),
    ("iam-keys-for-encrypted", "w | Lambda function | no | kms~ s3?"),
    ("iam-keys-that-sign", "w | Lambda function | no | kms? s3?"),
    ("iam-everything", "w | Lambda function | no | +"),
    ("iam-not-action", "w | Lambda function | no | +"),
    ("iam-deny", "w | Lambda function | no |"),
    ("iam-condition", "w | Lambda function | no | s3?"),
    ("iam-pass-role", "w | Lambda function | no |"),
    ("lambda-logs-are-the-service", "w | Lambda function | no |"),
    ("lambda-traced", "w | Lambda function | no | xray~"),
    ("lambda-dead-letters", "w | Lambda function | no |"),
    ("lambda-sends-elsewhere-too", "w | Lambda function | no | sqs?"),
    ("lambda-rotates-secret", "w | Lambda function | no | secretsmanager!"),
    ("lambda-polled-by-the-service", "w | Lambda function | no |"),
    ("lambda-managed-instances", "w | Lambda function on managed instances | no | logs! s3? xray!"),
    ("pollers-on-demand", "w | Lambda event source mapping | no | lambda! sts!"),
    ("pollers-with-secret", "w | Lambda event source mapping | no | lambda! secretsmanager! sts!"),
    ("pollers-self-managed", "w | Lambda event source mapping | no | lambda! sts!"),
    ("pollers-provisioned", ""),
    ("ecs-fargate", "w | ECS service | no | ecr.api! ecr.dkr! logs! s3! secretsmanager! ssm!"),
    ("ecs-fargate-1-3", "w | ECS service | no | ecr.dkr! logs~ s3!"),
    ("ecs-public-image", "w | ECS service | no |"),
    ("ecs-ec2", "w | ECS service | no |"),
    ("ecs-default-is-ec2", "w | ECS service | no |"),
    (
        "ecs-cluster-default-fargate",
        "w | ECS service | no | ecr.api! ecr.dkr! logs! s3! secretsmanager! ssm!",
    ),
    ("ecs-exec", "w | ECS service | no | kms! logs! ssmmessages!"),
    ("ecs-service-connect", "w | ECS service | no | ecs-agent!"),
    ("ecs-firelens", "w | ECS service | no | kinesis-firehose?"),
    ("ecs-repository-credentials", "w | ECS service | no | secretsmanager!"),
    ("ecs-task-role", "w | ECS service | no | sqs?"),
    (
        "ecs-event-rule",
        "w | scheduled ECS task | yes | ecr.api! ecr.dkr! logs! s3! secretsmanager! ssm!",
    ),
    ("ecs-scheduler", "w | scheduled ECS task | no | ssmmessages!"),
    (
        "ecs-container-instances",
        "w | Auto Scaling group | no | ec2? ecr.api! ecr.dkr! ecs! ecs-agent! ecs-telemetry! logs! s3! secretsmanager! ssm!",
    ),
    ("ecs-capacity-provider", "w | Auto Scaling group | no | ecs! ecs-agent! ecs-telemetry!"),
    (
        "codedeploy-group",
        "w | Auto Scaling group | no | codedeploy! codedeploy-commands-secure! s3!",
    ),
    (
        "eks-self-managed-node",
        "w | Auto Scaling group | no | ec2! ecr.api! ecr.dkr! eks? eks-auth? s3! sts!",
    ),
    ("codedeploy-tags", "w | EC2 instance | no | codedeploy! codedeploy-commands-secure! s3!"),
    ("codedeploy-other-tags", "w | EC2 instance | no |"),
    ("codedeploy-tags-not-all-known", "w | EC2 instance | no |"),
    ("instance-pulls-image", "w | EC2 instance | no | ecr.api? ecr.dkr? s3?"),
    ("instance-ssm", "w | EC2 instance | no | s3? ssm! ssmmessages!"),
    ("instance-cloudwatch", "w | EC2 instance | no | ec2? logs! monitoring! ssm? xray~"),
    ("instance-associated", "w | EC2 instance | no | ssm! ssmmessages!"),
    (
        "instance-user-data",
        "w | EC2 instance | no | cloudformation? codedeploy? codedeploy-commands-secure? s3?",
    ),
    ("instance-signals-wait-condition", "w | EC2 instance | no | s3?"),
    ("datasync-agent", "w | EC2 instance | no | datasync!"),
    ("storage-gateway", "w | EC2 instance | no | s3! storagegateway!"),
    ("eks-node-group", "w | EKS node group | no | ec2! ecr.api! ecr.dkr! s3! sts!"),
    (
        "eks-addons",
        "w | EKS node group | no | ec2! ecr.api! ecr.dkr! elasticfilesystem? logs? monitoring? s3! sts! xray?",
    ),
    (
        "eks-pod-identity",
        "w | EKS node group | no | ec2! ecr.api! ecr.dkr! eks-auth! s3! sqs? sts!",
    ),
    ("eks-irsa", "w | EKS node group | no | ec2! ecr.api! ecr.dkr! s3! sqs? sts! +"),
    ("eks-auto-mode", "w | EKS cluster in Auto Mode | no | ec2! ecr.api! ecr.dkr! s3! sts!"),
    ("eks-cluster-calls-nothing", ""),
    ("eks-fargate", "w | EKS Fargate profile | no | ecr.api! ecr.dkr! logs! s3! sts!"),
    (
        "batch-fargate",
        "w | Batch compute environment | no | ecr.api! ecr.dkr! logs? s3! secretsmanager! +",
    ),
    ("agent-that-may-not-exist", "w | Auto Scaling group | no | +"),
    ("batch-ec2", "w | Batch compute environment | no | ecs! ecs-agent! ecs-telemetry! logs? +"),
    ("glue-job", "w | Glue job | no | glue? kms? logs? monitoring? s3!"),
    ("glue-job-without-connection", ""),
    ("glue-connection", "w | Glue connection | no | s3? +"),
    ("glue-crawler", "w | Glue connection | no | glue? logs? s3!"),
    ("codebuild", "w | CodeBuild project | no | codebuild! logs! s3!"),
    (
        "codebuild-everything",
        "w | CodeBuild project | no | codebuild! codecommit! ecr.api! ecr.dkr! git-codecommit! s3! secretsmanager! ssm!",
    ),
    ("codebuild-without-vpc", ""),
    (
        "sagemaker-notebook",
        "w | SageMaker notebook | no | logs? s3! sagemaker.api! sagemaker.runtime! sts?",
    ),
    ("sagemaker-notebook-direct", ""),
    (
        "sagemaker-domain",
        "w | SageMaker domain | no | logs? s3! sagemaker.api! sagemaker.runtime! sts? studio!",
    ),
    ("sagemaker-domain-public", ""),
    ("sagemaker-model", "w | SageMaker model | no | s3!"),
    ("redshift", "w | Redshift cluster | no | glue? s3!"),
    ("redshift-not-enhanced", ""),
    ("redshift-serverless", "w | Redshift Serverless workgroup | no | s3!"),
    ("dms", "w | DMS replication instance | no | kinesis-streams! secretsmanager!"),
    ("dms-old", "w | DMS replication instance | no |"),
    ("dms-serverless", "w | DMS serverless replication | no | kinesis-streams! secretsmanager!"),
    (
        "mwaa",
        "w | MWAA environment | no | airflow.api! airflow.env! airflow.ops? ec2? kms! logs! monitoring! s3! sqs!",
    ),
    ("emr", "w | EMR cluster | no | dynamodb? s3!"),
    ("emr-serverless", "w | EMR Serverless application | no | s3! +"),
    ("appstream", "w | AppStream fleet | yes | s3?"),
    ("msk-connect-class", "w | MSK Connect connector | no | lambda?"),
    ("msk-connect", "w | MSK Connect connector | no | s3?"),
    ("flink", "w | Managed Flink application | no | kinesis-streams?"),
    // The service fetches the code of an application.
    ("flink-code", "w | Managed Flink application | no | kinesis-streams?"),
    ("flink-data", "w | Managed Flink application | no | kinesis-streams? s3?"),
    ("app-runner", "w | App Runner service | no | dynamodb?"),
    ("app-runner-without-connector", ""),
    (
        "beanstalk",
        "w | Elastic Beanstalk environment | yes | cloudformation! ec2? elasticbeanstalk! elasticbeanstalk-health! logs! s3! sqs!",
    ),
    ("rds-postgres-s3", "w | RDS instance | no | s3!"),
    ("rds-postgres-lambda", "w | RDS instance | no | lambda!"),
    ("rds-db2-s3", "w | RDS instance | no | s3!"),
    ("rds-oracle-s3", ""),
    ("rds-sqlserver-s3", ""),
    ("aurora-mysql", "w | Aurora cluster | unknown | lambda? s3?"),
    ("neptune", "w | Neptune cluster | no | s3?"),
    ("synthetics", "w | Synthetics canary | no | monitoring! s3!"),
    (
        "image-builder",
        "w | Image Builder infrastructure | no | imagebuilder? s3! ssm! ssmmessages! +",
    ),
    ("agentcore", "w | AgentCore runtime | no | ec2? ecr.api! ecr.dkr! logs! monitoring! s3! sts!"),
    ("ecs-unknown-launch", "w | ECS service | no | +"),
    (
        "ecs-two-groups-of-instances",
        "w | Auto Scaling group | no | ec2? ecr.api? ecr.dkr? ecs! ecs-agent! ecs-telemetry! logs? s3? secretsmanager? ssm?\nx | Auto Scaling group | no | ec2? ecr.api? ecr.dkr? ecs! ecs-agent! ecs-telemetry! logs? s3? secretsmanager? ssm?",
    ),
    ("pollers-of-a-broker", "w | Lambda event source mapping | no | lambda! secretsmanager! sts!"),
    ("aurora-postgres", "w | Aurora cluster | no | s3!"),
    ("aurora-activity-stream", "w | Aurora cluster | unknown | kms!"),
    (
        "helm-charts",
        "w | EKS node group | no | ec2! ecr.api! ecr.dkr! elasticloadbalancing? s3! sts!",
    ),
    ("databases-call-nothing", ""),
    ("batch-fargate-public", "w | Batch compute environment | yes | logs? +"),
];

fn folder() -> PathBuf {
    clean_path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/needs"))
}

/// A workload in the words of the table.
fn described(address: &str, workload: &Workload) -> String {
    let name = address.rsplit('.').next().unwrap_or(address);
    let public = match workload.public_ip.get() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let mut needs: Vec<String> = workload
        .needs
        .iter()
        .map(|need| {
            let sign = match need.strength {
                Strength::Proven => '!',
                Strength::Likely => '?',
                Strength::Hint => '~',
            };
            assert!(!need.because.is_empty(), "{address}: {need:?}");
            format!(" {}{sign}", need.service)
        })
        .collect();
    needs.sort_by_key(|need| need.trim_end_matches(['!', '?', '~']).to_owned());
    needs.extend(workload.needs_open.iter().map(|_| " +".to_owned()));
    format!("{name} | {} | {public} |{}", workload.kind.name(), needs.concat())
}

/// The workloads of a row in one language; none where it is not written in it.
fn workloads(row: &str, extension: &str, around: &str) -> Option<String> {
    let code = std::fs::read_to_string(folder().join(format!("{row}.{extension}"))).ok()?;
    let path = format!("code/main.{extension}");
    let system = Memory::default().with(&path, format!("{code}{around}"));
    let given = Given { region: Some("eu-west-1".into()), ..Given::default() };
    let options =
        Options { paths: vec!["code".into()], given, threads: Some(1), ..Options::default() };
    let (sources, budget) = (Sources::default(), Budget::default());
    let run = evaluate(&system, &sources, &budget, &options, &vpcelint_aws::interest());
    assert!(!run.has_errors(), "{row}.{extension}: {:?}", run.notices);
    let mut found: Vec<String> = Vec::new();
    for graph in &run.graphs {
        let network: Network = vpcelint_aws::network(graph);
        found.extend(network.workloads_all().map(|(_, workload)| {
            let address = graph.resource(workload.resource).address.to_string();
            assert!(workload.subnets.known().next().is_some(), "{row}.{extension}: {address}");
            described(&address, workload)
        }));
    }
    Some(found.join("\n"))
}

#[test]
fn rows_give_what_the_table_says_in_both_languages() {
    let mut wrong = Vec::new();
    for (row, expected) in ROWS {
        let languages = [("tf", TERRAFORM), ("yaml", TEMPLATE)];
        let found = languages.map(|(extension, around)| workloads(row, extension, around));
        assert!(found.iter().any(Option::is_some), "{row} has no code");
        for ((extension, _), found) in languages.iter().zip(found) {
            if found.as_ref().is_some_and(|found| found != expected) {
                wrong.push(format!("{row}.{extension}\n  is     {found:?}\n  not    {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_code_is_in_the_table() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let row = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(ROWS.iter().any(|(of_table, _)| *of_table == row), "{row}");
    }
}
