//! Through transit gateways: by the attachment of the VPC, the route table that is associated with it,
//! and the attachment that this leads to.

use std::sync::Arc;

use ipnet::IpNet;
use vpcelint_aws::{
    Answer, Direction, GatewayId, Link, Network, Node, Route, SubnetId, TableId, TransitAttachment,
    TransitAttachmentId, TransitTableId, VpcId,
};
use vpcelint_model::Cause;
use vpcelint_source::Span;

use super::Way;
use super::journey::{Door, End, Journey, Sender, To, gateway_of};

/// Where a table of a transit gateway leads.
enum Onward {
    /// To an attachment, or nowhere where it is absent.
    To(Link<TransitAttachmentId>, Span),
    /// The code has no route for it.
    None,
    /// It is not known.
    Unknown(Arc<Cause>),
}

impl Journey<'_> {
    pub(super) fn through_transit_gateway(
        &mut self,
        table: TableId,
        route: &Route,
        subnet: SubnetId,
        vpc: VpcId,
        sender: Sender,
    ) -> End {
        let (part, at) = (Some(Node::from(table)), Some(route.at));
        let Some(gateway) = gateway_of(self.network, &route.to) else {
            self.hop(part, at, Answer::Yes, "the route leads to a transit gateway of elsewhere");
            return End::Way(Way::External("a transit gateway"));
        };
        self.hop(part, at, Answer::Yes, "the route leads to a transit gateway");
        let attachment = match self.attachment(gateway, vpc) {
            Ok(Some(attachment)) => attachment,
            Ok(None) => return self.ends_at(gateway, "the VPC's attachment is not in the code"),
            Err(cause) => return self.unknown(cause, "how the VPC is attached is not known"),
        };
        if let Some(end) = self.misses_zone(attachment, subnet) {
            return end;
        }
        let network = self.network;
        let of = network.transit_attachment(attachment);
        let known: Vec<_> = of.subnets.known().collect();
        self.start = subnet;
        let subnets = self.near(&known).to_vec();
        self.doors.push(Door { direction: Direction::Ingress, subnets });
        let table = match &of.table {
            Link::To(table) => *table,
            Link::Absent => {
                let says = "the VPC's attachment is associated with no route table in the code";
                return self.ends_at(gateway, says);
            }
            Link::Unknown(cause) => {
                let says = "which route table of the transit gateway routes it is not known";
                return self.unknown(cause.clone(), says);
            }
            _ => return self.ends_at(gateway, "the attachment's route table is not in the code"),
        };
        let says = "the VPC's attachment is associated with a route table of the transit gateway";
        self.hop(Some(attachment.into()), Some(of.table_at), Answer::Yes, says);
        self.across(gateway, table, sender)
    }

    /// By a route table of a transit gateway.
    fn across(&mut self, gateway: GatewayId, table: TransitTableId, sender: Sender) -> End {
        let network = self.network;
        let part = Some(Node::from(table));
        let (to, at) = match onward(network, table, &self.to) {
            Onward::To(to, at) => (to, at),
            Onward::None => {
                return self.ends_at(gateway, "its route table has no route in the code");
            }
            Onward::Unknown(cause) => {
                return self.unknown(cause, "which route of the transit gateway takes it");
            }
        };
        let attachment = match to {
            Link::To(attachment) => network.transit_attachment(attachment),
            Link::Absent => {
                return self.dropped(part, Some(at), "a route of the transit gateway drops it");
            }
            Link::Unknown(cause) => {
                return self.unknown(cause, "where the transit gateway's route leads is not known");
            }
            _ => {
                let says = "its route leads to an attachment that is not in the code";
                self.hop(part, Some(at), Answer::Yes, says);
                return End::Way(Way::TransitGateway(Some(gateway)));
            }
        };
        if let Some(cause) = &attachment.conditional {
            return self.unknown(cause.clone(), "whether the attachment is there is not known");
        }
        let says = format!("a route of the transit gateway leads to {}", attachment.leads_to);
        self.hop(part, Some(at), Answer::Yes, says);
        match &attachment.vpc {
            Link::To(vpc) => self.enter(*vpc, attachment, sender),
            Link::Absent => End::Way(Way::External(attachment.leads_to)),
            Link::Unknown(cause) => self.unknown(cause.clone(), "which VPC that is, is not known"),
            _ => End::Way(Way::TransitGateway(Some(gateway))),
        }
    }

    /// Into a VPC, by the attachment's subnets.
    fn enter(&mut self, vpc: VpcId, attachment: &TransitAttachment, sender: Sender) -> End {
        let subnets: Vec<_> = attachment.subnets.known().collect();
        let near = self.near(&subnets).to_vec();
        self.doors.push(Door { direction: Direction::Egress, subnets: near });
        if let To::Inside { vpc: goal, .. } = self.to
            && goal == vpc
        {
            return End::Arrived;
        }
        if let Some(cause) = attachment.subnets.unknown() {
            return self.unknown(cause, "in which subnets the attachment is, is not known");
        }
        let sender = match sender {
            Sender::Answer => sender,
            _ => Sender::Foreign,
        };
        self.each(&subnets, sender, "attachment")
    }

    /// The attachment of a VPC to a transit gateway.
    fn attachment(
        &self,
        gateway: GatewayId,
        vpc: VpcId,
    ) -> Result<Option<TransitAttachmentId>, Arc<Cause>> {
        for (id, attachment) in self.network.transit_attachments_all() {
            let here = attachment.gateway.may_be(gateway) && attachment.vpc.may_be(vpc);
            if !here {
                continue;
            }
            if let Some(cause) = &attachment.conditional {
                return Err(cause.clone());
            }
            return match (&attachment.gateway, &attachment.vpc) {
                (Link::To(_), Link::To(_)) => Ok(Some(id)),
                _ => Err(Cause::new("an attachment may be this VPC's", Some(attachment.at))),
            };
        }
        Ok(None)
    }

    /// What is in a zone without a subnet of the attachment can't reach the transit gateway (transit
    /// gateway guide, 2023).
    fn misses_zone(&mut self, id: TransitAttachmentId, subnet: SubnetId) -> Option<End> {
        let network = self.network;
        let attachment = network.transit_attachment(id);
        let from = network.subnet(subnet);
        let known: Vec<_> = attachment.subnets.known().collect();
        let missed = attachment.subnets.unknown().is_none()
            && attachment.subnets.items.len() == known.len()
            && !known.is_empty()
            && known.iter().all(|s| *s != subnet && network.subnet(*s).shares_zone(from).is_no());
        missed.then(|| {
            let says = "the attachment has no subnet in the zone of this one, so that nothing from it \
                        gets to the transit gateway";
            self.dropped(Some(id.into()), Some(attachment.at), says)
        })
    }

    /// It ends at a transit gateway, whose other side is not in the code.
    fn ends_at(&mut self, gateway: GatewayId, says: &str) -> End {
        let at = Some(self.network.gateway(gateway).at);
        self.hop(Some(gateway.into()), at, Answer::Yes, says);
        End::Way(Way::TransitGateway(Some(gateway)))
    }
}

/// The most specific route of a table; of two that are alike the one that is written (transit gateway
/// guide, 2023).
fn onward(network: &Network, id: TransitTableId, to: &To<'_>) -> Onward {
    let table = network.transit_table(id);
    let mut best: Option<(u8, bool, Link<TransitAttachmentId>, Span)> = None;
    let mut doubt = None;
    let mut take = |bits: u8, written: bool, to: Link<TransitAttachmentId>, at: Span| {
        if best.as_ref().is_none_or(|(most, by, ..)| (bits, written) > (*most, *by)) {
            best = Some((bits, written, to, at));
        }
    };
    for route in &table.routes {
        match (route.destination.get(), &route.conditional) {
            (Some(cidr), None) => {
                if let Some(bits) = bits(cidr, to) {
                    take(bits, true, route.to.clone(), route.at);
                }
            }
            (_, cause) => {
                let cause = cause.clone().or_else(|| route.destination.cause().cloned());
                doubt = doubt.or(cause);
            }
        }
    }
    for (attachment, at) in &table.propagating {
        let of = network.transit_attachment(*attachment);
        let Some(vpc) = of.vpc.to() else {
            // What a VPN or another gateway propagates, only they know.
            let reason = "what an attachment propagates is not known";
            doubt = doubt.or_else(|| Some(Cause::new(reason, Some(*at))));
            continue;
        };
        for block in &network.vpc(vpc).cidrs {
            match block.get() {
                Some(cidr) => {
                    if let Some(bits) = bits(cidr, to) {
                        take(bits, false, Link::To(*attachment), *at);
                    }
                }
                None => {
                    // Its own block it certainly propagates.
                    if matches!(to, To::Inside { vpc: goal, .. } if *goal == vpc) {
                        doubt = doubt.or_else(|| block.cause().cloned());
                    }
                }
            }
        }
    }
    match (best, doubt.or_else(|| table.open.clone())) {
        (Some((_, _, to, at)), _) => Onward::To(to, at),
        (None, Some(cause)) => Onward::Unknown(cause),
        (None, None) => Onward::None,
    }
}

/// By how many bits a block holds where packets go; none where it does not.
fn bits(cidr: &IpNet, to: &To<'_>) -> Option<u8> {
    let holds = match to {
        To::Inside { cidr: goal, .. } => cidr.contains(goal),
        To::Public(_) => matches!(cidr, IpNet::V4(_)) && cidr.prefix_len() == 0,
        To::Six(_) | To::Translated(_) => matches!(cidr, IpNet::V6(_)) && cidr.prefix_len() == 0,
    };
    holds.then(|| cidr.prefix_len())
}
