//! Things with interfaces in subnets that call no AWS service from there: databases, load
//! balancers, mount targets. A subnet that holds nothing else is no client of an endpoint.

use vpcelint_model::ResourceId;
use vpcelint_source::Span;

use crate::Links;
use crate::builder::Builder;
use crate::network::{Relation, SubnetId};
use crate::spelling::{Attribute, Reads, Type};

const SUBNETS: Attribute = Attribute("subnet_ids", "SubnetIds");
const SUBNET: Attribute = Attribute("subnet_id", "SubnetId");
const LB_SUBNETS: Attribute = Attribute("subnets", "Subnets");
const LB_MAPPING: Attribute = Attribute("subnet_mapping", "SubnetMappings");
const IP_ADDRESSES: Attribute = Attribute("ip_address", "IpAddresses");
const BROKERS: Attribute = Attribute("broker_node_group_info", "BrokerNodeGroupInfo");
const CLIENT_SUBNETS: Attribute = Attribute("client_subnets", "ClientSubnets");
const PROXY_SUBNETS: Attribute = Attribute("vpc_subnet_ids", "VpcSubnetIds");
const KAFKA_VPC: Attribute = Attribute("vpc_config", "VpcConfigs");
const VPC_OPTIONS: Attribute = Attribute("vpc_options", "VPCOptions");

/// Types, the attribute that holds subnets, and the block around it.
const KINDS: &[(Type, Attribute, Option<Attribute>)] = &[
    (Type("aws_db_subnet_group", "AWS::RDS::DBSubnetGroup"), SUBNETS, None),
    (Type("aws_docdb_subnet_group", "AWS::DocDB::DBSubnetGroup"), SUBNETS, None),
    (Type("aws_neptune_subnet_group", "AWS::Neptune::DBSubnetGroup"), SUBNETS, None),
    (Type("aws_elasticache_subnet_group", "AWS::ElastiCache::SubnetGroup"), SUBNETS, None),
    (Type("aws_memorydb_subnet_group", "AWS::MemoryDB::SubnetGroup"), SUBNETS, None),
    (Type("aws_dax_subnet_group", "AWS::DAX::SubnetGroup"), SUBNETS, None),
    (Type("aws_redshift_subnet_group", "AWS::Redshift::ClusterSubnetGroup"), SUBNETS, None),
    (Type("aws_mq_broker", "AWS::AmazonMQ::Broker"), SUBNETS, None),
    (Type("aws_db_proxy", "AWS::RDS::DBProxy"), PROXY_SUBNETS, None),
    (Type("aws_quicksight_vpc_connection", "AWS::QuickSight::VPCConnection"), SUBNETS, None),
    (Type("aws_lb", "AWS::ElasticLoadBalancingV2::LoadBalancer"), LB_SUBNETS, None),
    (Type("aws_lb", "AWS::ElasticLoadBalancingV2::LoadBalancer"), SUBNET, Some(LB_MAPPING)),
    (Type("aws_alb", ""), LB_SUBNETS, None),
    (Type("aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer"), LB_SUBNETS, None),
    (Type("aws_efs_mount_target", "AWS::EFS::MountTarget"), SUBNET, None),
    (Type("aws_msk_cluster", "AWS::MSK::Cluster"), CLIENT_SUBNETS, Some(BROKERS)),
    (Type("aws_msk_serverless_cluster", "AWS::MSK::ServerlessCluster"), SUBNETS, Some(KAFKA_VPC)),
    (Type("aws_opensearch_domain", "AWS::OpenSearchService::Domain"), SUBNETS, Some(VPC_OPTIONS)),
    (Type("aws_elasticsearch_domain", "AWS::Elasticsearch::Domain"), SUBNETS, Some(VPC_OPTIONS)),
    (
        Type("aws_networkfirewall_firewall", "AWS::NetworkFirewall::Firewall"),
        SUBNET,
        Some(LB_MAPPING),
    ),
    (
        Type("aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayAttachment"),
        SUBNETS,
        None,
    ),
    (Type("", "AWS::EC2::TransitGatewayVpcAttachment"), SUBNETS, None),
    (
        Type("aws_route53_resolver_endpoint", "AWS::Route53Resolver::ResolverEndpoint"),
        SUBNET,
        Some(IP_ADDRESSES),
    ),
];

const ATTRIBUTES: &[Attribute] = &[
    SUBNETS,
    SUBNET,
    LB_SUBNETS,
    LB_MAPPING,
    IP_ADDRESSES,
    BROKERS,
    VPC_OPTIONS,
    PROXY_SUBNETS,
    KAFKA_VPC,
];

/// What this family reads.
pub(crate) const READS: &[Reads] = &{
    let mut reads = [Reads { of: Type("", ""), attributes: ATTRIBUTES }; KINDS.len()];
    let mut n = 0;
    while n < KINDS.len() {
        reads[n].of = KINDS[n].0;
        n += 1;
    }
    reads
};

/// Something with interfaces in subnets that calls nothing.
#[derive(Debug)]
pub struct Occupant {
    /// The resource that makes it.
    pub resource: ResourceId,
    /// Its header.
    pub at: Span,
    /// Its subnets.
    pub subnets: Links<SubnetId>,
}

/// Makes the occupants.
pub(crate) fn parts(b: &mut Builder<'_>) {
    for (id, resource) in b.resources() {
        for (_, attribute, around) in KINDS.iter().filter(|(t, ..)| t.is(resource)) {
            let subnets = match around {
                None => b.links(attribute.of(resource), resource.span),
                Some(block) => {
                    let (blocks, open) = Builder::blocks(block.of(resource));
                    let mut all = Links { items: Vec::new(), open };
                    for block in blocks {
                        if let Some(value) = attribute.within(resource.language, block) {
                            let found = b.links(value, resource.span);
                            all.items.extend(found.items);
                            all.open = all.open.or(found.open);
                        }
                    }
                    all
                }
            };
            let known: Vec<_> = subnets.known().collect();
            if known.is_empty() {
                continue;
            }
            let made = b.network.add(Occupant { resource: id, at: resource.span, subnets });
            b.makes(id, made);
            for subnet in known {
                b.network.tie(made, Relation::InSubnet, subnet, resource.span);
            }
        }
    }
}
