//! A gateway endpoint that misses the route table of some subnets.

use vpcelint_analysis::{Client, Way, clients, gateway_coverage};
use vpcelint_aws::{Answer, EndpointId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Language;
use vpcelint_source::{Severity, Topic};

use crate::About;
use crate::changes::append;
use crate::words::{
    TABLES, detour, endpoint_address, language, service_name, show_client,
    strength_in_words, way_in_words,
};

pub(crate) const ABOUT: About = About {
    summary: "A gateway endpoint misses the route table of a subnet that needs it.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::Routing, Topic::Subnet],
    since: "0.1.0",
};

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    missed(cx, false)
}

/// Clients whose table no gateway endpoint covers: those that the main table serves because they
/// have no association of their own, or the others.
pub(crate) fn missed(cx: &Context<'_>, on_main_table: bool) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (vpc, _) in cx.network.vpcs_all() {
        for service in ["s3", "dynamodb", "s3express"] {
            let coverage = gateway_coverage(cx.network, vpc, service);
            // The endpoint to mend is one that is in a table; one in none is another finding.
            let endpoint = coverage.endpoints.iter().copied().find(|id| {
                !cx.network.endpoint(*id).route_tables.items.is_empty()
            });
            let Some(endpoint) = endpoint else { continue };
            for client in clients(cx.network, vpc, service) {
                let at = cx.network.subnet(client.subnet).at;
                if let (true, Way::Unknown(cause)) =
                    (client.egress.tables.is_empty(), &client.egress.way)
                {
                    // Which of the two rules it concerns is not known either: it counts once.
                    if !on_main_table {
                        verdicts.push(Verdict::undecided(cause.clone(), at));
                    }
                    continue;
                }
                if client.egress.association.is_none() != on_main_table {
                    continue;
                }
                let covered = coverage.covers(cx.network, &client.egress.tables);
                if covered.is_yes() {
                    verdicts.push(Verdict::Clear);
                } else if let (Answer::Unknown(cause), _) | (_, Some(cause)) =
                    (&covered, &coverage.open)
                {
                    verdicts.push(Verdict::undecided(cause.clone(), at));
                } else {
                    verdicts.extend(found(cx, endpoint, &client, service, on_main_table));
                }
            }
        }
    }
    verdicts
}

fn found(
    cx: &Context<'_>,
    id: EndpointId,
    client: &Client<'_>,
    service: &str,
    on_main_table: bool,
) -> Option<Verdict> {
    let (severity, certain) = match (&client.egress.way, detour(client)) {
        (Way::Unknown(cause), _) => {
            let at = cx.network.subnet(client.subnet).at;
            return Some(Verdict::undecided(cause.clone(), at));
        }
        (_, found) => found?,
    };
    let network = cx.network;
    let endpoint = network.endpoint(id);
    let subnet = network.subnet(client.subnet);
    let table = &network.table(*client.egress.tables.first()?).address;
    let name = service_name(service);
    let language = language(cx, endpoint.resource);
    let tables = TABLES.in_language(language);
    // No template can name a main table: there the subnet is to be changed, not the endpoint.
    let (at, label) = match (on_main_table, language) {
        (true, Language::CloudFormation) => {
            (subnet.at, format!("this subnet is left to the main table `{table}`"))
        }
        _ => (endpoint.route_tables_at, format!("route table `{table}` is missing here")),
    };
    let mut evidence = Evidence::new(
        endpoint.at,
        format!("`{}` carries {name} for the tables that it lists", endpoint_address(cx, id)),
    );
    show_client(cx, client, &mut evidence);
    let who = match client.workload {
        Some((id, _)) => format!(
            "`{}` {} {name}",
            cx.address(network.workload(id).resource),
            strength_in_words(client.strength)
        ),
        None => "no workload is in view there".to_owned(),
    };
    let why = match on_main_table {
        true => format!("it has no association, so the main table `{table}` serves it"),
        false => format!("route table `{table}` serves it"),
    };
    let address = cx.address(subnet.resource);
    let found = Found::new(
        subnet.resource,
        if on_main_table { "main_route_table" } else { tables },
        severity,
        at,
        label,
        evidence,
    )
    .message(format!(
        "gateway endpoint `{}` misses subnet `{address}`: {why}, and {name} traffic from there {} ({who})",
        endpoint_address(cx, id),
        way_in_words(cx, client),
    ))
    .help(match on_main_table {
        true => {
            let associate =
                format!("associate subnet `{address}` with a route table that the endpoint lists");
            match language {
                Language::Terraform => {
                    format!("{associate}, or add the main table `{table}` to its `{tables}`")
                }
                Language::CloudFormation => {
                    format!("{associate}, by an `AWS::EC2::SubnetRouteTableAssociation`")
                }
            }
        }
        false => format!("add `{table}` to the endpoint's `{tables}`"),
    })
    .change(
        network
            .table(*client.egress.tables.first()?)
            .resource
            // Associations of their own do not go together with a list in the endpoint.
            .filter(|_| !on_main_table && endpoint.route_tables.items.iter().all(|i| i.by.is_none()))
            .map(|table| append(endpoint.resource, tables, table)),
    );
    Some(if certain { found } else { found.possible() }.into())
}
