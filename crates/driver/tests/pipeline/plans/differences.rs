//! Where a plan and its source say different things, and why.

/// Why a plan alone says less than its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// A set that refers to all instances of a declaration may leave some out: of the expression a
    /// plan lists the names only.
    Members,
    /// A local value is not in a plan.
    Local,
    /// A text that holds something that is not known is wholly unknown in a plan, such as the
    /// definitions of a task's containers.
    Text,
    /// What a workload calls or where it is, is not wholly known, so that the finding is less sure, or
    /// another one stands for it that rests on an assumption.
    Weaker,
    /// Which of two is named goes by the order in which they are written; a plan sorts them by name.
    Order,
}

/// What differs without it: the root, whether the finding is left out, more or graded otherwise, the
/// finding, and why.
#[rustfmt::skip]
pub(crate) const ALONE: [(&str, char, &str, Why); 27] = [
    ("gateway-endpoint-duplicate-for-table", '-', "gateway-endpoint-duplicate-for-table module.counted-endpoint-with-the-same-tables.aws_vpc_endpoint.s3[1]", Why::Members),
    ("gateway-endpoint-duplicate-for-table", '-', "gateway-endpoint-duplicate-for-table module.counted-endpoint-with-the-same-tables.aws_vpc_endpoint.s3[2]", Why::Members),
    ("gateway-endpoint-duplicate-for-table", '-', "gateway-endpoint-duplicate-for-table module.table-by-its-id.aws_vpc_endpoint.backup", Why::Order),
    ("gateway-endpoint-duplicate-for-table", '-', "gateway-endpoint-duplicate-for-table module.tables-from-one-local.aws_vpc_endpoint.logs", Why::Local),
    ("gateway-endpoint-duplicate-for-table", '+', "gateway-endpoint-duplicate-for-table module.table-by-its-id.aws_vpc_endpoint.s3", Why::Order),
    ("gateway-endpoint-no-route-table", '-', "gateway-endpoint-no-route-table module.tables-filtered-away.aws_vpc_endpoint.s3", Why::Local),
    ("gateway-endpoint-subnet-not-associated", '-', "nat-carries-interface-service module.fargate-behind-nat-pulls-layers-through-it.aws_nat_gateway.main", Why::Text),
    ("interface-endpoint-duplicate-az", '-', "interface-endpoint-duplicate-az module.elements-of-a-data-source.aws_vpc_endpoint.kms", Why::Members),
    ("interface-endpoint-duplicate-az", '-', "interface-endpoint-duplicate-az module.one-finding-for-endpoints-of-one-list.aws_vpc_endpoint.this[\"sns\"]", Why::Local),
    ("interface-endpoint-duplicate-az", '-', "interface-endpoint-duplicate-az module.one-finding-for-endpoints-of-one-list.aws_vpc_endpoint.this[\"sqs\"]", Why::Local),
    ("interface-endpoint-duplicate-az", '-', "interface-endpoint-duplicate-az module.zones-wrap-around.aws_vpc_endpoint.ssm", Why::Members),
    ("interface-endpoint-without-subnets", '-', "interface-endpoint-without-subnets module.subnets-filtered-away.aws_vpc_endpoint.kms", Why::Members),
    ("nat-carries-interface-service", '-', "nat-carries-interface-service module.fargate-pulls-images-and-logs.aws_nat_gateway.main", Why::Text),
    ("nat-carries-interface-service", '-', "nat-carries-interface-service module.function-in-three-zones.aws_nat_gateway.main[\"a\"]", Why::Members),
    ("nat-carries-interface-service", '+', "nat-carries-s3-or-dynamodb module.function-in-three-zones.aws_vpc.main", Why::Weaker),
    ("nat-carries-s3-or-dynamodb", '-', "nat-carries-interface-service module.fargate-pulls-image-layers.aws_nat_gateway.main", Why::Text),
    ("nat-carries-s3-or-dynamodb", '-', "nat-carries-interface-service module.nat-gateway-for-each-zone-with-node-group.aws_nat_gateway.main[\"a\"]", Why::Members),
    ("subnet-on-main-table-missed", '-', "nat-carries-interface-service module.node-group-through-a-module.module.network.aws_nat_gateway.main", Why::Members),
    ("subnet-on-main-table-missed", '-', "subnet-on-main-table-missed module.fargate-in-the-zone-without-association.aws_subnet.private[\"b\"]", Why::Members),
    ("changed", '~', "gateway-endpoint-subnet-not-associated module.network[\"shop\"].aws_subnet.private[\"eu-west-1b\"]", Why::Weaker),
    ("demo", '~', "endpoint-sg-no-443-from-client aws_vpc_endpoint.interface[\"ecr.api\"]", Why::Weaker),
    ("endpoint-default-sg", '~', "endpoint-default-sg module.fargate-task-carries-its-own-group.aws_vpc_endpoint.logs", Why::Weaker),
    ("endpoint-sg-no-443-from-client", '~', "endpoint-sg-no-443-from-client module.port-80-only.aws_vpc_endpoint.ecr_api", Why::Weaker),
    ("gateway-endpoint-subnet-not-associated", '~', "gateway-endpoint-subnet-not-associated module.fargate-image-layers-find-no-route.aws_subnet.private", Why::Weaker),
    ("nat-carries-s3-or-dynamodb", '~', "nat-carries-s3-or-dynamodb module.fargate-pulls-image-layers.aws_vpc.main", Why::Weaker),
    ("nat-carries-s3-or-dynamodb", '~', "nat-carries-s3-or-dynamodb module.nat-gateway-for-each-zone-with-node-group.aws_vpc.main", Why::Weaker),
    ("nat-carries-s3-or-dynamodb", '~', "nat-carries-s3-or-dynamodb module.network-module-called-for-each-stage.module.network[\"dev\"].aws_vpc.main", Why::Weaker),
];
