//! What the AWS provider makes of policy documents.

use vpcelint_driver::Given;
use vpcelint_source::Memory;

use crate::folder;
use crate::json::Json;
use crate::shown::{ABOVE, Shown};

#[test]
fn policy_documents_are_written_as_the_provider_writes_them() {
    let read =
        |name: &str| std::fs::read_to_string(folder().join("policy_documents").join(name)).unwrap();
    let root = format!("{ABOVE}/documents");
    let system = Memory::default().with(&format!("{root}/main.tf"), read("main.tf"));
    let shown = Shown::of(&system, &root, Given::default(), 1);
    let here = shown.value("terraform_data.documents", "input").unwrap();
    let expected = Json::parse(&read("expect.json"));
    assert_eq!(expected.map().unwrap().len(), 5);
    for (name, document) in expected.map().unwrap() {
        assert_eq!(here.get(name).and_then(Json::text), document.text(), "{name}");
    }
}
