//! What pods of EKS call: by roles that their service accounts take (IRSA, Pod Identity), by add-ons
//! and charts (EKS guide, 2024; charts by their own pages). Which nodes a pod runs on is not in the
//! code: where a cluster can't be told apart, all nodes may.

use vpcelint_model::{Cause, Resource, Value};

use super::super::find;
use super::super::need::{Need, add, of_grants};
use super::super::row::{Maker, likely, open, proven_by};
use super::super::{Workload, WorkloadKind};
use super::{CLUSTER, CLUSTER_NAME, OF_CLUSTER};
use crate::spelling::{Attribute, Reads, Type};

const ASSOCIATION: Type =
    Type("aws_eks_pod_identity_association", "AWS::EKS::PodIdentityAssociation");
const ADDON: Type = Type("aws_eks_addon", "AWS::EKS::Addon");
const CHART: Type = Type("helm_release", "");
const PROVIDER: Type = Type("aws_iam_openid_connect_provider", "AWS::IAM::OIDCProvider");

const ROLE: Attribute = Attribute("role_arn", "RoleArn");
const ADDON_NAME: Attribute = Attribute("addon_name", "AddonName");
const ADDON_ROLE: Attribute = Attribute("service_account_role_arn", "ServiceAccountRoleArn");
const CHART_NAME: Attribute = Attribute("chart", "");
const URL: Attribute = Attribute("url", "Url");

/// What this family reads.
pub(super) const READS: [Reads; 4] = [
    Reads { of: ASSOCIATION, attributes: &[OF_CLUSTER, ROLE] },
    Reads { of: ADDON, attributes: &[OF_CLUSTER, ADDON_NAME, ADDON_ROLE] },
    Reads { of: CHART, attributes: &[CHART_NAME] },
    Reads { of: PROVIDER, attributes: &[URL] },
];

/// Add-ons and charts, and what they call; partly not confirmed, so never proven.
const CALLED: &[(&str, &[&str])] = &[
    ("aws-ebs-csi-driver", &["ec2"]),
    ("aws-efs-csi-driver", &["elasticfilesystem"]),
    ("vpc-cni", &["ec2"]),
    ("eks-pod-identity-agent", &["eks-auth"]),
    ("amazon-cloudwatch-observability", &["logs", "monitoring", "xray"]),
    ("aws-guardduty-agent", &["guardduty-data"]),
    ("aws-load-balancer-controller", &["elasticloadbalancing", "ec2"]),
    ("cluster-autoscaler", &["autoscaling", "sts", "ec2"]),
    ("external-dns", &["route53"]),
];

/// Adds what the pods on nodes or a profile call.
pub(super) fn call(maker: &Maker<'_, '_>, workload: &mut Workload) {
    let fargate = workload.kind == WorkloadKind::EksFargateProfile;
    // Pods on Fargate can't use Pod Identity (EKS guide, 2024).
    for (_, resource) in maker.b.of_type(ASSOCIATION).filter(|_| !fargate) {
        match is_of(maker, resource) {
            Some(false) => {}
            certain => associated(maker, resource, certain.is_some(), workload),
        }
    }
    for (_, resource) in maker.b.of_type(ADDON) {
        if is_of(maker, resource) != Some(false) {
            called(ADDON_NAME.of(resource), "add-on", resource, workload);
            maker.uses(ADDON_ROLE.of(resource), &[], workload);
        }
    }
    for (_, resource) in maker.b.of_type(CHART) {
        called(CHART_NAME.of(resource), "chart", resource, workload);
    }
    for (_, resource) in maker.b.of_type(PROVIDER) {
        if is_of_eks(maker, resource) {
            of_service_accounts(maker, resource, workload);
        }
    }
}

/// Whether something belongs to the cluster of a workload; none when it is not known.
fn is_of(maker: &Maker<'_, '_>, resource: &Resource) -> Option<bool> {
    let cluster = |r: &Resource| -> Option<vpcelint_model::ResourceId> {
        if CLUSTER.is(r) {
            return Some(maker.id);
        }
        find::resource(maker.b, OF_CLUSTER.of(r), CLUSTER, CLUSTER_NAME).map(|(id, _)| id)
    };
    Some(cluster(maker.resource)? == cluster(resource)?)
}

fn associated(maker: &Maker<'_, '_>, by: &Resource, certain: bool, workload: &mut Workload) {
    let because = "its pods take roles by Pod Identity";
    let at = by.span;
    match certain {
        true => proven_by(by, workload, &["eks-auth"], because, at),
        false => likely(workload, &["eks-auth"], because, at),
    }
    maker.uses(ROLE.of(by), &[], workload);
}

fn called(name: &Value, kind: &str, by: &Resource, workload: &mut Workload) {
    let Some(name) = name.as_str() else { return };
    for (_, services) in CALLED.iter().filter(|(called, _)| *called == name) {
        for service in *services {
            let because = format!("its cluster has the {kind} `{name}`");
            add(&mut workload.needs, Need::likely(service, because, by.span));
        }
    }
}

/// Whether a provider of identities is that of a cluster, not of a build service.
fn is_of_eks(maker: &Maker<'_, '_>, provider: &Resource) -> bool {
    let url = URL.of(provider);
    let mut found = super::super::need::texts(url).iter().any(|t| t.contains("oidc.eks."));
    url.for_each_reference(&mut |r| {
        found |= match &r.target {
            vpcelint_model::Target::Resource(id) => CLUSTER.is(maker.b.graph.resource(*id)),
            vpcelint_model::Target::Outside(address) => address.contains("aws_eks_cluster"),
            vpcelint_model::Target::Any(_, base) => base.contains("aws_eks_cluster"),
        };
    });
    // A certificate's data source hands the cluster's address on.
    found || url.origin.links().any(|link| link.module.contains("aws_eks_cluster"))
}

/// Pods take roles from STS by the cluster's provider of identities. The roles that say so are those
/// of service accounts; there may be others.
fn of_service_accounts(maker: &Maker<'_, '_>, provider: &Resource, workload: &mut Workload) {
    let because = "its pods take roles from STS";
    proven_by(provider, workload, &["sts"], because, provider.span);
    for grants in maker.roles.of_service_accounts() {
        of_grants(grants, &[], &mut workload.needs);
        if let Some(cause) = &grants.open {
            open(workload, cause.clone());
        }
    }
    let reason = "pods may take roles that are not in the code";
    open(workload, Cause::new(reason, Some(provider.span)));
}
