//! Which route table serves a subnet: that of its association, else the main table of its VPC.

use std::sync::Arc;

use vpcelint_model::{Cause, Resource};
use vpcelint_source::Span;

use super::{ASSOCIATION, SUBNET_ID, TABLE_ID};
use crate::Link;
use crate::builder::Builder;
use crate::network::{Network, Node, Relation, SubnetId, TableId};

impl Network {
    /// The tables that may serve a subnet, with the place that says so: one as a rule, several
    /// where an association picks one of several instances; the main table where nothing does.
    pub fn tables_of(&self, subnet: SubnetId) -> Result<(Vec<TableId>, Option<Span>), Arc<Cause>> {
        let own = self.to::<TableId>(subnet, Relation::RoutedBy);
        match (&own[..], self.unseen(subnet)) {
            ([(table, at)], _) => return Ok((vec![*table], Some(*at))),
            ([_, (_, at), ..], _) => {
                return Err(Cause::new("several associations name this subnet", Some(*at)));
            }
            ([], _) => {}
        }
        let several = self.to::<TableId>(subnet, Relation::MayBeRoutedBy);
        if let Some((_, at)) = several.first() {
            return Ok((several.iter().map(|(table, _)| *table).collect(), Some(*at)));
        }
        if let Some(cause) = self.unseen(subnet).or(self.strays.associations.as_ref()) {
            return Err(cause.clone());
        }
        self.main_table_of(subnet).map(|table| (vec![table], None))
    }

    /// The table that serves a subnet, where it is one that the code does not make.
    #[must_use]
    pub fn outside_table_of(&self, subnet: SubnetId) -> Option<&Arc<str>> {
        self.outside_tables.get(&subnet)
    }

    fn main_table_of(&self, subnet: SubnetId) -> Result<TableId, Arc<Cause>> {
        match &self.subnet(subnet).vpc {
            Link::To(vpc) => match &self.vpc(*vpc).main_table {
                Link::To(table) => Ok(*table),
                Link::Unknown(cause) => Err(cause.clone()),
                _ => Err(Cause::new("the main table is not in the code", Some(self.vpc(*vpc).at))),
            },
            Link::Unknown(cause) => Err(cause.clone()),
            _ => {
                let at = self.subnet(subnet).at;
                Err(Cause::new("the VPC of the subnet is not in the code", Some(at)))
            }
        }
    }
}

/// Ties a subnet to the table that an association gives it.
pub(super) fn associate(b: &mut Builder<'_>, resource: &Resource) {
    let subnet = SUBNET_ID.of(resource);
    // An edge association serves a gateway, not a subnet.
    if subnet.is_null() {
        return;
    }
    let table = b.link::<TableId>(TABLE_ID.of(resource));
    let subnet = b.link::<SubnetId>(subnet);
    match (subnet, table) {
        (Link::To(subnet), Link::To(table)) => {
            // A member of an iteration of unknown length exists as often as what it refers to.
            match Builder::doubt(resource, b.network.subnet(subnet).conditional.as_ref()) {
                Some(cause) => doubt(b, subnet, cause),
                None => b.network.tie(subnet, Relation::RoutedBy, table, resource.span),
            }
        }
        (Link::To(subnet), Link::Any(tables)) => {
            match Builder::doubt(resource, b.network.subnet(subnet).conditional.as_ref()) {
                Some(cause) => doubt(b, subnet, cause),
                None => {
                    for table in tables {
                        b.network.tie(subnet, Relation::MayBeRoutedBy, table, resource.span);
                    }
                }
            }
        }
        (Link::To(subnet), other) => {
            let own = Builder::doubt(resource, b.network.subnet(subnet).conditional.as_ref());
            let cause = match (own, other) {
                (Some(cause), _) | (None, Link::Unknown(cause)) => cause,
                (None, other) => {
                    if let Link::Outside(name) = other {
                        b.network.outside_tables.insert(subnet, name);
                    }
                    Cause::new("its route table is not in the code", Some(TABLE_ID.place(resource)))
                }
            };
            doubt(b, subnet, cause);
        }
        (Link::Any(subnets), _) => {
            let cause =
                Cause::new("an association names one of several subnets", Some(resource.span));
            for subnet in subnets {
                doubt(b, subnet, cause.clone());
            }
        }
        (Link::Unknown(cause), _) => b.network.strays.associations = Some(cause),
        (Link::Outside(_) | Link::Absent, _) => {}
    }
}

/// The table that serves a subnet is not known.
fn doubt(b: &mut Builder<'_>, subnet: SubnetId, cause: Arc<Cause>) {
    b.network.unseen.entry(Node::from(subnet)).or_insert(cause);
}

/// The table that an association of the code gives a subnet, before associations are read as a
/// whole; none where it may be another one.
pub(crate) fn associated(b: &Builder<'_>, subnet: SubnetId) -> Option<TableId> {
    let mut found = None;
    for (_, resource) in b.resources().filter(|(_, r)| ASSOCIATION.is(r)) {
        match b.link::<SubnetId>(SUBNET_ID.of(resource)) {
            Link::To(other) if other == subnet && found.is_none() => {
                found = Some(b.link::<TableId>(TABLE_ID.of(resource)).to()?);
            }
            Link::To(other) if other != subnet => {}
            Link::Outside(_) | Link::Absent => {}
            _ => return None,
        }
    }
    found
}
