//! The neutral resource graph that every front end produces: resources with evaluated values,
//! references between them, and where each value comes from.

mod change;
mod graph;
mod interest;
mod json;
mod origin;
mod resource;
mod scenario;
mod suppression;
mod value;

pub use change::{Change, Edit, Literal};
pub use graph::{Edge, Graph, ResourceId, Root, RootId};
pub use interest::Interest;
pub use origin::{Cause, Input, InputKind, Link, LinkKind, Origin};
pub use resource::{Asked, Call, Existence, Language, Mode, Resource};
pub use scenario::{Choice, Question, Scenario};
pub use suppression::{Suppression, SuppressionTarget, too_many};
pub use value::{Kind, Part, Reference, Target, Value};
