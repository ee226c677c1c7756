//! What overrides routes to the internet: Block Public Access, an account's setting in a Region, with
//! exclusions of VPCs and subnets, and the encryption control of a VPC.

use std::sync::Arc;

use vpcelint_model::{Cause, Resource};
use vpcelint_source::Span;

use crate::Link;
use crate::builder::Builder;
use crate::fact::why;
use crate::network::{SubnetId, VpcId};
use crate::spelling::{Attribute, Reads, Type};

const OPTIONS: Type =
    Type("aws_vpc_block_public_access_options", "AWS::EC2::VPCBlockPublicAccessOptions");
const EXCLUSION: Type =
    Type("aws_vpc_block_public_access_exclusion", "AWS::EC2::VPCBlockPublicAccessExclusion");
const ENCRYPTION: Type = Type("aws_vpc_encryption_control", "AWS::EC2::VPCEncryptionControl");

const MODE: Attribute = Attribute("internet_gateway_block_mode", "InternetGatewayBlockMode");
const EXCLUSION_MODE: Attribute =
    Attribute("internet_gateway_exclusion_mode", "InternetGatewayExclusionMode");
const VPC_ID: Attribute = Attribute("vpc_id", "VpcId");
const SUBNET_ID: Attribute = Attribute("subnet_id", "SubnetId");
const ENCRYPTION_MODE: Attribute = Attribute("mode", "Mode");

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: OPTIONS, attributes: &[MODE] },
    Reads { of: EXCLUSION, attributes: &[EXCLUSION_MODE, VPC_ID, SUBNET_ID] },
    Reads { of: ENCRYPTION, attributes: &[VPC_ID, ENCRYPTION_MODE] },
];

/// What of the internet is blocked for a subnet.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum PublicAccess {
    /// Nothing that the code says.
    #[default]
    Open,
    /// What can be called from the internet: public addresses. NAT gateways and egress-only internet
    /// gateways work on (VPC User Guide, 2026).
    EgressOnly(Span),
    /// Everything.
    Blocked(Span),
    /// It is not known.
    Unknown(Arc<Cause>),
}

/// Notes for each subnet what is blocked.
pub(crate) fn sides(b: &mut Builder<'_>) {
    for (_, resource) in b.resources() {
        if OPTIONS.is(resource) {
            let access = of_mode(resource);
            each(b, |_, _| true, &access);
        }
    }
    for (_, resource) in b.resources().filter(|(_, r)| EXCLUSION.is(r)) {
        let access = of_exclusion(resource);
        let vpc = b.link::<VpcId>(VPC_ID.of(resource));
        let subnet = b.link::<SubnetId>(SUBNET_ID.of(resource));
        let sure = vpc.to().is_some() || subnet.to().is_some();
        let reason = "which subnets an exclusion of Block Public Access is for, is not known";
        let access = match sure {
            true => access,
            false => PublicAccess::Unknown(Cause::new(reason, Some(resource.span))),
        };
        each_blocked(
            b,
            |id, of| subnet.may_be(id) || of.to().is_some_and(|of| vpc.may_be(of)),
            &access,
        );
    }
    for (_, resource) in b.resources().filter(|(_, r)| ENCRYPTION.is(r)) {
        if ENCRYPTION_MODE.of(resource).as_str() == Some("monitor") {
            continue;
        }
        let reason = "the VPC's encryption control decides which gateways may be used";
        let access = PublicAccess::Unknown(Cause::new(reason, Some(resource.span)));
        let vpc = b.link::<VpcId>(VPC_ID.of(resource));
        each(b, |_, of| of.to().is_some_and(|of| vpc.may_be(of)), &access);
    }
}

fn of_mode(resource: &Resource) -> PublicAccess {
    let (mode, at) = (MODE.of(resource), MODE.place(resource));
    match (Builder::conditional(resource), mode.as_str()) {
        (Some(cause), _) => PublicAccess::Unknown(cause),
        (_, Some("off")) => PublicAccess::Open,
        (_, Some("block-ingress")) => PublicAccess::EgressOnly(at),
        (_, Some("block-bidirectional")) => PublicAccess::Blocked(at),
        _ => PublicAccess::Unknown(why(mode)),
    }
}

fn of_exclusion(resource: &Resource) -> PublicAccess {
    let (mode, at) = (EXCLUSION_MODE.of(resource), EXCLUSION_MODE.place(resource));
    match (Builder::conditional(resource), mode.as_str()) {
        (Some(cause), _) => PublicAccess::Unknown(cause),
        (_, Some("allow-bidirectional")) => PublicAccess::Open,
        (_, Some("allow-egress")) => PublicAccess::EgressOnly(at),
        _ => PublicAccess::Unknown(why(mode)),
    }
}

fn each(b: &mut Builder<'_>, of: impl Fn(SubnetId, &Link<VpcId>) -> bool, access: &PublicAccess) {
    for (n, subnet) in (0u32..).zip(&mut b.network.subnets) {
        if of(SubnetId(n), &subnet.vpc) {
            subnet.public_access = access.clone();
        }
    }
}

/// An exclusion takes nothing from what is open.
fn each_blocked(
    b: &mut Builder<'_>,
    of: impl Fn(SubnetId, &Link<VpcId>) -> bool,
    access: &PublicAccess,
) {
    for (n, subnet) in (0u32..).zip(&mut b.network.subnets) {
        if subnet.public_access != PublicAccess::Open && of(SubnetId(n), &subnet.vpc) {
            subnet.public_access = access.clone();
        }
    }
}
