//! Words and steps of reasoning that several rules share. Words are those of the language of the
//! resource that they are about.

use std::sync::Arc;

use vpcelint_analysis::{Client, ClientStrength, Way};
use vpcelint_aws::{Endpoint, EndpointId, GroupId, Link, LinkAt, Links, Network, VpcId};
use vpcelint_engine::{Context, Evidence};
use vpcelint_model::{Cause, Language, LinkKind, ResourceId};
use vpcelint_source::{Severity, Span};

/// What Terraform and CloudFormation call the same thing. An empty word does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelling(pub(crate) &'static str, pub(crate) &'static str);

pub(crate) const ENDPOINT: Spelling = Spelling("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint");
pub(crate) const TYPE: Spelling = Spelling("vpc_endpoint_type", "VpcEndpointType");
pub(crate) const TABLES: Spelling = Spelling("route_table_ids", "RouteTableIds");
pub(crate) const SUBNETS: Spelling = Spelling("subnet_ids", "SubnetIds");
pub(crate) const GROUPS: Spelling = Spelling("security_group_ids", "SecurityGroupIds");
pub(crate) const INGRESS: Spelling = Spelling("ingress", "SecurityGroupIngress");
pub(crate) const PRIVATE_DNS: Spelling = Spelling("private_dns_enabled", "PrivateDnsEnabled");

/// A rule that is to be added to a group.
pub(crate) const INGRESS_RULE: Spelling = Spelling(
    "an ingress rule",
    "a rule in `SecurityGroupIngress`, or an \
     `AWS::EC2::SecurityGroupIngress`,",
);

impl Spelling {
    /// The word of a language.
    pub(crate) fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Terraform => self.0,
            Language::CloudFormation => self.1,
        }
    }

    /// How an attribute of this name is set to a value.
    pub(crate) fn set(self, language: Language, value: &str) -> String {
        match language {
            Language::Terraform => format!("{} = {value}", self.0),
            Language::CloudFormation => format!("{}: {value}", self.1),
        }
    }
}

/// The language that a resource is written in.
pub(crate) fn language(cx: &Context<'_>, resource: ResourceId) -> Language {
    cx.graph.resource(resource).language
}

/// The address of an endpoint.
pub(crate) fn endpoint_address<'c>(cx: &Context<'c>, id: EndpointId) -> &'c str {
    let context = *cx;
    &context.graph.resource(context.network.endpoint(id).resource).address
}

/// How people call a service.
pub(crate) fn service_name(service: &str) -> &str {
    match service {
        "s3" => "S3",
        "dynamodb" => "DynamoDB",
        "s3express" => "S3 Express One Zone",
        other => other,
    }
}

/// How bad it is when a client's traffic does not find an endpoint, and whether that is certain.
/// Without a way out it fails, through NAT it costs, through an internet gateway it is only exposed.
pub(crate) fn detour(client: &Client<'_>) -> Option<(Severity, bool)> {
    use ClientStrength::{Assumed, Likely, Proven};
    let blocked = matches!(client.egress.way, Way::None)
        || matches!(client.egress.way, Way::Internet) && !client.public_ip;
    Some(match (&client.egress.way, client.strength) {
        (Way::Unknown(_), _) => return None,
        (_, Proven) if blocked => (Severity::High, true),
        (_, Likely) if blocked => (Severity::Medium, true),
        (Way::None, Assumed) => (Severity::Medium, false),
        (Way::Nat(_), _) => (Severity::Medium, true),
        (Way::Internet, Proven | Likely) => (Severity::Low, true),
        (Way::Other(_), Proven | Likely) => (Severity::Medium, true),
        _ => return None,
    })
}

/// Where a client's traffic goes instead.
pub(crate) fn way_in_words(cx: &Context<'_>, client: &Client<'_>) -> String {
    match &client.egress.way {
        Way::None => "finds no route".into(),
        Way::Nat(Link::To(nat)) => {
            format!("goes through the NAT gateway `{}`", cx.address(cx.network.nat(*nat).resource))
        }
        Way::Nat(_) => "goes through a NAT gateway".into(),
        Way::Internet if client.public_ip => "goes through the internet gateway".into(),
        Way::Internet => {
            "is lost: its default route is an internet gateway, but it has no public address".into()
        }
        Way::Other(what) => format!("goes through {what}"),
        Way::Unknown(_) => "takes a route that is not known".into(),
    }
}

/// The places that show a client: its subnet, its table, its default route, its need.
pub(crate) fn show_client(cx: &Context<'_>, client: &Client<'_>, evidence: &mut Evidence) {
    let network: &Network = cx.network;
    let subnet = network.subnet(client.subnet);
    let address = cx.address(subnet.resource);
    let table = client.egress.tables.first().map(|t| network.table(*t).address.to_string());
    match (&table, client.egress.association) {
        (Some(table), Some(at)) => {
            evidence.push(subnet.at, format!("subnet `{address}`"));
            evidence.push(at, format!("is served by route table `{table}`"));
        }
        (Some(table), None) => {
            let message = format!(
                "subnet `{address}` has no association, so the main table `{table}` serves it"
            );
            evidence.push(subnet.at, message);
        }
        (None, _) => evidence.push(subnet.at, format!("subnet `{address}`")),
    }
    if let Some(at) = client.egress.route {
        let way = match &client.egress.way {
            Way::Nat(_) => "its default route leads to a NAT gateway".to_owned(),
            Way::Internet => "its default route leads to an internet gateway".to_owned(),
            Way::Other(what) => format!("its default route leads to {what}"),
            _ => "its default route".to_owned(),
        };
        evidence.push(at, way);
    }
    if let Some((id, need)) = &client.workload {
        let workload = network.workload(*id);
        let address = cx.address(workload.resource);
        evidence.push(workload.at, format!("{} `{address}` runs there", workload.kind.name()));
        evidence.push(need.at, format!("`{address}` calls {}: {}", need.service, need.because));
    }
}

/// Why a question about a VPC can't be answered: it is not in the code, or not known which it is.
pub(crate) fn vpc_unknown<Id>(link: &Link<Id>, at: Span) -> Arc<Cause> {
    match link {
        Link::Unknown(cause) => cause.clone(),
        _ => Cause::new("the VPC is not in the code", Some(at)),
    }
}

/// The groups of an interface that is given none: the default group of its VPC.
pub(crate) fn default_group(network: &Network, vpc: VpcId, at: Span) -> Links<GroupId> {
    let link = Link::To(network.vpc(vpc).default_group);
    Links { items: vec![LinkAt { link, at, by: None }], open: None }
}

/// How sure it is that a client calls, for messages.
pub(crate) fn strength_in_words(strength: ClientStrength) -> &'static str {
    match strength {
        ClientStrength::Proven => "calls",
        ClientStrength::Likely => "likely calls",
        ClientStrength::Assumed => "may call",
    }
}

/// Where a second thing is marked that clashes with a first one: at its mention, or at its own
/// header where one mention makes both.
pub(crate) fn another_place(mention: Span, of_first: Span, header: Span, first: Span) -> Span {
    if mention == of_first && header != first { header } else { mention }
}

/// The TCP ports of a service as people write them: `25, 465 or 587`.
pub(crate) fn ports_in_words(ports: &[(u16, u16)]) -> String {
    let words: Vec<String> = ports
        .iter()
        .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") })
        .collect();
    list_in_words(&words, "or")
}

/// Several words as people write them: `a, b and c`.
pub(crate) fn list_in_words(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., end] => format!("{} {last} {end}", before.join(", ")),
    }
}

/// The TCP ports on which an endpoint is called: those of its service where they are known.
pub(crate) fn ports_of(endpoint: &Endpoint) -> &'static [(u16, u16)] {
    let service = endpoint.aws_service().and_then(|s| vpcelint_catalog::service(s));
    match service.map(|s| s.ports) {
        Some(ports) if !ports.is_empty() => ports,
        _ => &[(443, 443)],
    }
}

/// Whether an attribute has the default of a variable or parameter of the root. Whoever calls the
/// root as a module, nests it, or deploys it with values of another place, may give another one.
pub(crate) fn is_default_of_root(
    cx: &Context<'_>,
    resource: ResourceId,
    attribute: Spelling,
) -> bool {
    let resource = cx.graph.resource(resource);
    let value = resource.get(attribute.in_language(resource.language));
    let is_default =
        |kind: LinkKind| matches!(kind, LinkKind::Default | LinkKind::ParameterDefault);
    value.origin.links().any(|link| is_default(link.kind) && link.module.is_empty())
}

/// Whether other stacks may add endpoints to a VPC: its template hands it out. Networks of templates
/// are often cut into stacks, that of the endpoints apart.
pub(crate) fn is_shared_by_stacks(cx: &Context<'_>, vpc: VpcId) -> bool {
    let resource = cx.network.vpc(vpc).resource;
    language(cx, resource) == Language::CloudFormation && cx.network.is_exported(vpc)
}

/// Whether the whole names of two services are known and differ, as by their Region.
pub(crate) fn names_differ(one: &Endpoint, two: &Endpoint) -> bool {
    matches!((&one.full_name, &two.full_name), (Some(one), Some(two)) if one != two)
}
