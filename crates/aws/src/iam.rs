//! What roles may call: policies inline, attached and AWS-managed. Only actions that name a
//! service count; a Deny or something unknown never adds one.

mod document;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use vpcelint_model::{
    Cause, Graph, Kind, LinkKind, Reference, Resource, ResourceId, Target, Value,
};
use vpcelint_source::Span;

use crate::fact::why;
use crate::spelling::{Attribute, Reads, Type};
use document::{document, policy, trusts_accounts};

const ROLE: Type = Type("aws_iam_role", "AWS::IAM::Role");
const ROLE_POLICY: Type = Type("aws_iam_role_policy", "AWS::IAM::RolePolicy");
const POLICY: Type = Type("aws_iam_policy", "AWS::IAM::ManagedPolicy");
const ATTACHMENT: Type = Type("aws_iam_role_policy_attachment", "");
const MANY_ATTACHMENT: Type = Type("aws_iam_policy_attachment", "");
const POLICY_OF_ROLES: Type = Type("", "AWS::IAM::Policy");
const PROFILE: Type = Type("aws_iam_instance_profile", "AWS::IAM::InstanceProfile");
const DOCUMENT: Type = Type("data.aws_iam_policy_document", "");
const POLICY_LOOKUP: Type = Type("data.aws_iam_policy", "");

const NAME: Attribute = Attribute("name", "RoleName");
const PROFILE_NAME: Attribute = Attribute("name", "InstanceProfileName");
const PROFILE_ROLE: Attribute = Attribute("role", "Roles");
const INLINE: Attribute = Attribute("inline_policy", "Policies");
const MANAGED: Attribute = Attribute("managed_policy_arns", "ManagedPolicyArns");
const TRUST: Attribute = Attribute("assume_role_policy", "AssumeRolePolicyDocument");
const POLICY_TEXT: Attribute = Attribute("policy", "PolicyDocument");
const POLICY_ROLE: Attribute = Attribute("role", "RoleName");
const POLICY_ARN: Attribute = Attribute("policy_arn", "");
const ROLES: Attribute = Attribute("roles", "Roles");
const ARN: Attribute = Attribute("arn", "");
const STATEMENT: Attribute = Attribute("statement", "");
const SOURCES: [Attribute; 4] = [
    Attribute("source_policy_documents", ""),
    Attribute("override_policy_documents", ""),
    Attribute("source_json", ""),
    Attribute("override_json", ""),
];

/// What this family reads.
pub(crate) const READS: &[Reads] = &[
    Reads { of: ROLE, attributes: &[NAME, INLINE, MANAGED, TRUST] },
    Reads { of: ROLE_POLICY, attributes: &[POLICY_ROLE, POLICY_TEXT] },
    Reads { of: POLICY, attributes: &[POLICY_TEXT, ROLES] },
    Reads { of: ATTACHMENT, attributes: &[POLICY_ROLE, POLICY_ARN] },
    Reads { of: MANY_ATTACHMENT, attributes: &[ROLES, POLICY_ARN] },
    Reads { of: POLICY_OF_ROLES, attributes: &[POLICY_TEXT, ROLES] },
    Reads { of: PROFILE, attributes: &[PROFILE_NAME, PROFILE_ROLE] },
    Reads {
        of: DOCUMENT,
        attributes: &[STATEMENT, SOURCES[0], SOURCES[1], SOURCES[2], SOURCES[3]],
    },
    Reads { of: POLICY_LOOKUP, attributes: &[ARN, NAME] },
];

/// A permission that names a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The action, such as `s3:GetObject`; of AWS-managed policies `s3:*`.
    pub action: SmolStr,
    /// The policy, where it is AWS-managed.
    pub managed: Option<SmolStr>,
    /// Whether it is one of many of a policy of AWS that is made for another service: whoever has the
    /// policy seldom calls this one.
    pub broad: bool,
    /// What it is confined to; empty where that is not known, or anything.
    pub on: Arc<[Object]>,
    /// Where it is written.
    pub at: Span,
}

/// What a permission is for: an ARN, of which a part of the code may give the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The part of the code, by an attribute.
    pub part: Option<Reference>,
    /// What is written around it, with `*` in place of what is not known.
    pub text: SmolStr,
}

impl Grant {
    /// The prefix of the action, in lower case.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.action.split(':').next().unwrap_or_default().to_ascii_lowercase()
    }
}

/// What a role may call.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// The permissions.
    pub all: Vec<Grant>,
    /// Why there may be more.
    pub open: Option<Arc<Cause>>,
}

/// What each role of the code may call.
#[derive(Debug, Default)]
pub(crate) struct Roles {
    by_role: FxHashMap<ResourceId, Grants>,
    role_names: FxHashMap<SmolStr, ResourceId>,
    /// Roles and profiles by their address.
    addresses: FxHashMap<Arc<str>, ResourceId>,
    /// The role of each instance profile, by resource and by name.
    profiles: FxHashMap<ResourceId, Value>,
    profile_names: FxHashMap<SmolStr, ResourceId>,
    /// Roles that service accounts of Kubernetes take.
    of_accounts: Vec<ResourceId>,
    /// Why a role may have policies that are not seen.
    open: Option<Arc<Cause>>,
}

impl Roles {
    /// Reads the roles of a graph.
    pub(crate) fn read(graph: &Graph) -> Self {
        let mut roles = Self::default();
        for (id, resource) in graph.resources() {
            if ROLE.is(resource) {
                if let Some(name) = NAME.of(resource).as_str() {
                    roles.role_names.insert(name.into(), id);
                }
                roles.addresses.insert(resource.address.clone(), id);
                let mut grants = Grants::default();
                roles.own_policies(graph, resource, &mut grants);
                roles.by_role.insert(id, grants);
                if trusts_accounts(graph, TRUST.of(resource)) {
                    roles.of_accounts.push(id);
                }
            } else if PROFILE.is(resource) {
                if let Some(name) = PROFILE_NAME.of(resource).as_str() {
                    roles.profile_names.insert(name.into(), id);
                }
                roles.addresses.insert(resource.address.clone(), id);
                roles.profiles.insert(id, PROFILE_ROLE.of(resource).clone());
            }
        }
        for (_, resource) in graph.resources() {
            if ROLE_POLICY.is(resource) {
                let grants = document(graph, POLICY_TEXT.of(resource), resource.span);
                roles.give(POLICY_ROLE.of(resource), &grants);
            } else if ATTACHMENT.is(resource) {
                let grants = policy(graph, POLICY_ARN.of(resource), resource.span);
                roles.give(POLICY_ROLE.of(resource), &grants);
            } else if POLICY_OF_ROLES.is(resource) || POLICY.is(resource) {
                // Terraform's policies name no roles: attachments do.
                let named = ROLES.of(resource).elements().0;
                if !named.is_empty() {
                    let grants = document(graph, POLICY_TEXT.of(resource), resource.span);
                    named.iter().for_each(|role| roles.give(role, &grants));
                }
            } else if MANY_ATTACHMENT.is(resource) {
                let grants = policy(graph, POLICY_ARN.of(resource), resource.span);
                for role in ROLES.of(resource).elements().0 {
                    roles.give(role, &grants);
                }
            }
        }
        roles
    }

    fn own_policies(&self, graph: &Graph, resource: &Resource, grants: &mut Grants) {
        let (blocks, open) = INLINE.of(resource).elements();
        grants.open = open.cloned();
        for block in blocks {
            match POLICY_TEXT.within(resource.language, block) {
                Some(text) => grants.extend(document(graph, text, resource.span)),
                None => grants.open = Some(why(block)),
            }
        }
        let (arns, open) = MANAGED.of(resource).elements();
        if let Some(cause) = open {
            grants.open = Some(cause.clone());
        }
        for arn in arns {
            grants.extend(policy(graph, arn, resource.span));
        }
    }

    fn role_of(&self, value: &Value) -> Option<ResourceId> {
        match &value.kind {
            Kind::Reference(r) => match &r.target {
                Target::Resource(id) if self.by_role.contains_key(id) => Some(*id),
                _ => None,
            },
            Kind::String(name) => {
                let name = name.rsplit('/').next().unwrap_or(name);
                self.role_names.get(name).copied()
            }
            Kind::List(items, None) => items.first().and_then(|v| self.role_of(v)),
            Kind::Text(_) | Kind::Unknown(_) => {
                self.named_by(value).filter(|id| self.by_role.contains_key(id))
            }
            _ => None,
        }
    }

    /// The role or profile whose name a value is, of which a part is only known later: it came from
    /// there.
    fn named_by(&self, value: &Value) -> Option<ResourceId> {
        value.origin.links().find_map(|link| {
            let names = link.kind == LinkKind::Attribute && link.name == "name";
            names.then(|| self.addresses.get(link.module.as_str()).copied()).flatten()
        })
    }

    fn give(&mut self, role: &Value, grants: &Grants) {
        match self.role_of(role) {
            Some(id) => {
                if let Some(of_role) = self.by_role.get_mut(&id) {
                    of_role.extend(grants.clone());
                }
            }
            None => {
                if let Kind::Unknown(cause) = &role.kind {
                    self.open = Some(cause.clone());
                }
            }
        }
    }

    /// What the role may call that a value names.
    pub(crate) fn of_role(&self, value: &Value) -> Grants {
        if value.is_null() {
            return Grants::default();
        }
        match self.role_of(value).and_then(|id| self.by_role.get(&id)) {
            Some(grants) => {
                let mut grants = grants.clone();
                grants.open = grants.open.or_else(|| self.open.clone());
                grants
            }
            None => Grants { all: Vec::new(), open: Some(outside(value)) },
        }
    }

    /// What the roles may call that service accounts of Kubernetes take.
    pub(crate) fn of_service_accounts(&self) -> impl Iterator<Item = &Grants> {
        self.of_accounts.iter().filter_map(|id| self.by_role.get(id))
    }

    /// What the role may call whose instance profile a value names.
    pub(crate) fn of_profile(&self, value: &Value) -> Grants {
        if value.is_null() {
            return Grants::default();
        }
        let id = match &value.kind {
            Kind::Reference(r) => match &r.target {
                Target::Resource(id) => Some(*id),
                _ => None,
            },
            Kind::String(name) => {
                let name = name.rsplit('/').next().unwrap_or(name);
                self.profile_names.get(name).copied()
            }
            Kind::Text(_) | Kind::Unknown(_) => self.named_by(value),
            _ => None,
        };
        match id.and_then(|id| self.profiles.get(&id)) {
            Some(role) => self.of_role(role),
            None => Grants { all: Vec::new(), open: Some(outside(value)) },
        }
    }
}

fn outside(value: &Value) -> Arc<Cause> {
    value.cause().unwrap_or_else(|| {
        Cause::new("its role is not in the code, so what it calls is not known", value.origin.at)
    })
}

impl Grants {
    fn extend(&mut self, other: Self) {
        for grant in other.all {
            let same = |g: &Grant| g.action == grant.action && g.managed == grant.managed;
            if !self.all.iter().any(|g| same(g) && g.on == grant.on) {
                self.all.push(grant);
            }
        }
        self.open = self.open.take().or(other.open);
    }
}
