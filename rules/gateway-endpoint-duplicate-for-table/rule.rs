//! Two gateway endpoints of one service in one route table.

use std::collections::BTreeMap;
use std::sync::Arc;

use vpcelint_aws::{Endpoint, EndpointId, EndpointKind, Link, LinkAt, TableId};
use vpcelint_engine::{Context, Evidence, Found, Verdict};
use vpcelint_model::Cause;
use vpcelint_source::{Severity, Span, Topic};

use crate::About;
use crate::words::{TABLES, another_place, language, names_differ, service_name};

pub(crate) const ABOUT: About = About {
    summary: "Two gateway endpoints of one service are in one route table, which AWS refuses.",
    severity: Severity::Error,
    topics: &[Topic::Deployment, Topic::Endpoint, Topic::Routing],
    since: "0.1.0",
};

/// A route table of the code, or one that is written by its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Table {
    Made(TableId),
    Written(Arc<str>),
}

/// An endpoint with the place where it names a table.
type Holder = (EndpointId, Span);

/// The first endpoint of each service in each table.
type Holders<'n> = BTreeMap<(&'n str, Table), Holder>;

pub(crate) fn check(cx: &Context<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let mut holders = Holders::new();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for (id, endpoint) in cx.network.endpoints_all() {
        let Some(service) = service_of(endpoint) else { continue };
        // Only where a service has several endpoints there is a question.
        let earlier = seen.entry(service).or_default();
        *earlier += 1;
        let doubt = endpoint.kind.cause().or(endpoint.conditional.as_ref());
        if let Some(cause) = doubt {
            if *earlier > 1 {
                verdicts.push(Verdict::undecided(cause.clone(), endpoint.at));
            }
            continue;
        }
        let clashes = enter(cx, &mut holders, id, endpoint, service);
        let unknown = endpoint.route_tables.unknown();
        match (clashes.is_empty(), unknown) {
            (true, Some(cause)) if *earlier > 1 => {
                verdicts.push(Verdict::undecided(cause, endpoint.route_tables_at));
            }
            (true, _) => verdicts.push(Verdict::Clear),
            (false, _) => {
                for (first, tables) in clashes {
                    verdicts.extend(found(cx, first, id, &tables));
                }
            }
        }
    }
    verdicts
}

/// The service of an endpoint that may be a gateway endpoint.
fn service_of(endpoint: &Endpoint) -> Option<&str> {
    let service = endpoint.aws_service()?.as_str();
    let has_gateway = vpcelint_catalog::service(service).is_some_and(|s| s.gateway);
    (has_gateway && !endpoint.is(EndpointKind::Gateway).is_no()).then_some(service)
}

/// A table that two endpoints name: which, and where the first and the second one do.
struct Shared {
    table: Table,
    first: Span,
    second: Span,
}

/// Notes the tables of an endpoint, and tells the endpoints that were in them before.
fn enter<'n>(
    cx: &Context<'_>,
    holders: &mut Holders<'n>,
    id: EndpointId,
    endpoint: &Endpoint,
    service: &'n str,
) -> BTreeMap<EndpointId, Vec<Shared>> {
    let mut clashes: BTreeMap<EndpointId, Vec<Shared>> = BTreeMap::new();
    for item in &endpoint.route_tables.items {
        let Some(table) = certain(item) else { continue };
        let (first, at) = *holders.entry((service, table.clone())).or_insert((id, item.at));
        let holder = cx.network.endpoint(first);
        let elsewhere = match (&holder.vpc, &endpoint.vpc) {
            (Link::To(one), Link::To(two)) => one != two,
            _ => false,
        };
        // One of two Regions is wrong, which is another mistake.
        let elsewhere = elsewhere || names_differ(holder, endpoint);
        if first != id && !elsewhere {
            let shared = Shared { table, first: at, second: item.at };
            clashes.entry(first).or_default().push(shared);
        }
    }
    clashes
}

/// The table that a mention certainly names.
fn certain(item: &LinkAt<TableId>) -> Option<Table> {
    match &item.link {
        Link::To(table) => Some(Table::Made(*table)),
        Link::Outside(id) if id.starts_with("rtb-") => Some(Table::Written(id.clone())),
        _ => None,
    }
}

fn found(
    cx: &Context<'_>,
    first: EndpointId,
    second: EndpointId,
    tables: &[Shared],
) -> Option<Verdict> {
    // A table that may not exist proves nothing.
    let Some(shared) = tables.iter().find(|s| doubt(cx, &s.table).is_none()) else {
        let shared = tables.first()?;
        return Some(Verdict::undecided(doubt(cx, &shared.table)?, shared.second));
    };
    let (one, two) = (cx.network.endpoint(first), cx.network.endpoint(second));
    let (of_first, of_second) = (cx.address(one.resource), cx.address(two.resource));
    let name = service_name(two.aws_service()?);
    let table = words(cx, &shared.table);
    let at = another_place(shared.second, shared.first, two.at, one.at);
    let mut evidence = Evidence::new(
        shared.first,
        format!("`{of_first}` puts its route for {name} into route table {table}"),
    );
    for shared in tables.iter().filter(|s| doubt(cx, &s.table).is_none()) {
        let table = words(cx, &shared.table);
        if let Table::Made(id) = shared.table {
            evidence.push(cx.network.table(id).at, format!("route table {table}"));
        }
        evidence.push(shared.second, format!("`{of_second}` is in route table {table} as well"));
    }
    let found = Found::new(
        two.resource,
        TABLES.in_language(language(cx, two.resource)),
        Severity::Error,
        at,
        format!("route table {table} has the route of `{of_first}` already"),
        evidence,
    )
    .message(format!(
        "gateway endpoints `{of_first}` and `{of_second}` both put a route for {name} into route \
         table {table}: AWS refuses the second one (\"RouteAlreadyExists\"), so the deployment fails"
    ))
    .help(format!(
        "remove one of the two endpoints, or route table {table} from one of them; a single gateway \
         endpoint serves all route tables of a VPC"
    ));
    Some(found.into())
}

/// Why a table may not exist.
fn doubt(cx: &Context<'_>, table: &Table) -> Option<Arc<Cause>> {
    match table {
        Table::Made(id) => cx.network.table(*id).conditional.clone(),
        Table::Written(_) => None,
    }
}

/// A table for messages.
fn words(cx: &Context<'_>, table: &Table) -> String {
    match table {
        Table::Made(id) => format!("`{}`", cx.network.table(*id).address),
        Table::Written(id) => format!("`{id}`"),
    }
}
