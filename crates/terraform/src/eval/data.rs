//! Data sources that are a function of their arguments, their Region and facts about AWS, or look up what
//! the code makes. Each is an entry of one table; the others are looked up at deployment, so that their
//! attributes are references.

mod policy_document;
mod same;
mod state;
mod zones;

use std::rc::Rc;

use smol_str::format_smolstr;
use vpcelint_model::LinkKind;
use vpcelint_source::Span;

pub(super) use same::may_be_looked_up;

use super::instance::Instance;
use super::{Evaluator, RootContext};
use crate::config::ResourceMode;
use crate::functions::text::Builder;
use crate::{Marks, Type, Value};

/// What an attribute of a data source is; none when it is looked up, or only an argument.
type Attribute = fn(&Question<'_, '_>) -> Option<Value>;

/// The data sources that need no deployment, by their type, sorted.
const TABLE: [(&str, Attribute); 10] = [
    ("aws_availability_zones", zones::attribute),
    ("aws_iam_policy_document", policy_document::attribute),
    ("aws_partition", partition),
    ("aws_region", region),
    ("aws_route_table", same::attribute),
    ("aws_security_group", same::attribute),
    ("aws_subnet", same::attribute),
    ("aws_vpc", same::attribute),
    ("aws_vpc_endpoint_service", endpoint_service),
    ("terraform_remote_state", state::attribute),
];

/// Which attribute of which instance is asked for.
struct Question<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    instance: &'e Rc<Instance>,
    name: &'e str,
    /// Where it is asked for.
    at: Span,
}

impl Question<'_, '_> {
    /// An argument; null when it is not written.
    fn argument(&self, name: &str) -> Value {
        let value = self.evaluator.configured(self.instance, name, self.at);
        value.unwrap_or_else(|| Value::null(Type::Dynamic))
    }

    /// What is particular to its root.
    fn context(&self) -> Rc<RootContext> {
        self.evaluator.context(self.instance.module.root)
    }

    /// The Region that the data source asks; null when nothing says.
    fn region(&self) -> Value {
        self.evaluator.region(self.instance)
    }
}

impl Evaluator<'_> {
    /// An attribute of a data source that needs no deployment, or that a plan knows.
    pub(super) fn data_attribute(
        &self,
        instance: &Rc<Instance>,
        name: &str,
        at: Span,
    ) -> Option<Value> {
        let own = self.reckoned(instance, name, at);
        let exact = |own: &Value| own.is_wholly_known() && !own.deep_marks().has(Marks::DERIVED);
        let known = self.known.and_then(|known| known.data(&instance.address, name));
        match (own, known) {
            (own, Some(known)) if !own.as_ref().is_some_and(exact) => {
                let (root, address) = (instance.module.root, instance.address.as_ref().into());
                let value = known.clone().made_at(at);
                Some(value.through(LinkKind::Attribute, root, &address, name.into(), None))
            }
            (own, _) => own,
        }
    }

    fn reckoned(&self, instance: &Rc<Instance>, name: &str, at: Span) -> Option<Value> {
        let declaration = instance.declaration(&instance.module.config)?;
        if declaration.name.mode != ResourceMode::Data {
            return None;
        }
        let kind = declaration.name.kind.as_str();
        let found = TABLE.binary_search_by(|(of, _)| (*of).cmp(kind)).ok()?;
        let (_, attribute) = TABLE.get(found)?;
        // An argument of the same name has a slot of its own.
        let key = format_smolstr!("{name}()");
        let slot = instance.attributes.borrow_mut().entry(key).or_default().clone();
        let full = || format!("{}.{name}", instance.address);
        let value = self.once(&slot, &full, at, || {
            let question = Question { evaluator: self, instance, name, at };
            let Some(value) = attribute(&question) else { return Value::null(Type::Dynamic) };
            let address = instance.address.as_ref().into();
            value.through(LinkKind::Attribute, instance.module.root, &address, name.into(), None)
        });
        (!value.is_null()).then_some(value)
    }
}

/// `aws_region`
fn region(question: &Question<'_, '_>) -> Option<Value> {
    let region = match question.argument("name") {
        name if name.is_null() => question.region(),
        name => name,
    };
    match question.name {
        "name" | "id" | "region" if !region.is_null() => Some(region),
        _ => None,
    }
}

/// `aws_partition`
fn partition(question: &Question<'_, '_>) -> Option<Value> {
    let region = question.region();
    let partition = vpcelint_catalog::partition_of(region.as_str()?)?;
    let text = match question.name {
        "partition" | "id" => partition.name,
        "dns_suffix" => partition.dns_suffix,
        "reverse_dns_prefix" => partition.reverse_dns_prefix,
        _ => return None,
    };
    Some(text.into())
}

/// `aws_vpc_endpoint_service`: the name of a service of AWS.
fn endpoint_service(question: &Question<'_, '_>) -> Option<Value> {
    if question.name != "service_name" {
        return None;
    }
    let service = question.argument("service");
    let name = service.as_str()?;
    let region = question.region();
    let in_partition = region.as_str().and_then(vpcelint_catalog::partition_of);
    // Elsewhere each service has a prefix of its own.
    if in_partition.is_some_and(|p| p.reverse_dns_prefix != "com.amazonaws") {
        return None;
    }
    let known = vpcelint_catalog::service(name).map(|s| s.full_name);
    let full = known.map_or_else(|| format!("com.amazonaws.{{region}}.{name}"), str::to_owned);
    let Some((before, after)) = full.split_once("{region}") else { return Some(full.into()) };
    let mut text = Builder::default();
    text.push(before);
    let region = match region.is_null() {
        true => question.evaluator.computed(question.instance, "region", question.at),
        false => region,
    };
    if !text.push_value(&region) {
        return None;
    }
    text.push(after);
    Some(text.finish())
}
