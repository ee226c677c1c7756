//! What `graph` draws, in the programs that show it: Chromium, Graphviz, Mermaid.

#![cfg(feature = "clients")]
#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use vpcelint_driver::{Ask, Options};
use vpcelint_report::{dot, mermaid, picture, to_json};
use vpcelint_source::{Budget, Disk, Sources};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The drawings of a directory, and the two documents that say what they must show.
struct Drawn {
    folder: TempDir,
}

impl Drawn {
    fn of(path: &Path) -> Self {
        let options = Options { paths: vec![path.to_owned()], ..Options::default() };
        let (sources, budget) = (Sources::default(), Budget::default());
        let drawn = vpcelint_driver::draw(&Disk, &sources, &budget, &options);
        let (document, rows) = (&drawn.document, &drawn.rows);
        assert!(document.errors.is_empty(), "{:?}", document.errors);
        let (paths, _) =
            vpcelint_driver::paths(&Disk, &sources, &budget, &options, &Ask::default());
        let folder = TempDir::new().unwrap();
        for (name, text) in [
            ("drawn.html", picture::page(document, rows)),
            ("drawn.svg", picture::svg(document, rows)),
            ("drawn.dot", dot::render(document, rows)),
            ("drawn.mmd", mermaid::render(document, rows)),
            ("graph.json", to_json(document).unwrap()),
            ("paths.json", to_json(&paths).unwrap()),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn demo() -> Self {
        Self::of(&top().join("testdata/demo/terraform"))
    }

    fn hostile() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("main.tf"), HOSTILE).unwrap();
        Self::of(folder.path())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Keys that try to get out of where they stand, of everything that is drawn.
const HOSTILE: &str = r##"
locals {
  keys = toset([
    "</script><script>alert(1)</script>",
    "\" onload=\"alert(1)",
    "' x='",
    "]]><img src=x onerror=alert(1)>",
    "<!--",
    "a\nb\r\nc",
    "\u202edrawkcab\u202c\u200b\u001b[2J",
    "back\\slash\\",
    "\\\"; } evil [label=\"",
    "&amp;&lt;&#0;&bogus;",
    "`md` **b** #quot; #35; %%%%{init: {}}%%%% %%%% end",
    "style x fill:#fff;color:#000; classDef y fill:#f;",
    "שלום 日本語",
    join("", [for n in range(1000) : "very long <&\"> "]),
    "end",
  ])
}
resource "aws_vpc" "v" {
  for_each   = local.keys
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "s" {
  for_each   = local.keys
  vpc_id     = aws_vpc.v[each.key].id
  cidr_block = "10.0.1.0/24"
}
resource "aws_ec2_transit_gateway" "t" {
  for_each = local.keys
}
resource "aws_route_table" "r" {
  for_each = local.keys
  vpc_id   = aws_vpc.v[each.key].id
  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.t[each.key].id
  }
}
resource "aws_route_table_association" "a" {
  for_each       = local.keys
  subnet_id      = aws_subnet.s[each.key].id
  route_table_id = aws_route_table.r[each.key].id
}
resource "aws_vpc_endpoint" "e" {
  for_each          = local.keys
  vpc_id            = aws_vpc.v[each.key].id
  vpc_endpoint_type = "Interface"
  service_name      = each.key
  subnet_ids        = [aws_subnet.s[each.key].id]
}
resource "aws_nat_gateway" "n" {
  for_each  = local.keys
  subnet_id = aws_subnet.s[each.key].id
}
resource "aws_instance" "i" {
  for_each             = local.keys
  subnet_id            = aws_subnet.s[each.key].id
  iam_instance_profile = aws_iam_instance_profile.p.name
}
resource "aws_iam_instance_profile" "p" {
  role = aws_iam_role.r.name
}
resource "aws_iam_role" "r" {
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
}
"##;

/// Runs a script of the browser's folder.
#[track_caller]
fn node(script: &str, arguments: &[PathBuf]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let packages = folder.join("node_modules/playwright-core");
    assert!(packages.is_dir(), "`npm ci` has not run in {}", folder.display());
    run(Command::new("node").arg(folder.join(script)).args(arguments));
}

#[track_caller]
fn run(command: &mut Command) -> Vec<u8> {
    let out = command.output().map_err(|error| format!("{command:?} is needed: {error}")).unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{command:?}: {said}");
    out.stdout
}

#[test]
fn choosing_lights_exactly_the_paths() {
    let drawn = Drawn::demo();
    node("page.mjs", &["drawn.html", "paths.json", "graph.json"].map(|f| drawn.file(f)));
}

#[test]
fn nothing_hostile_runs() {
    let drawn = Drawn::hostile();
    node("hostile.mjs", &["drawn.html", "drawn.svg"].map(|f| drawn.file(f)));
}

#[test]
fn mermaid_draws_the_flowcharts() {
    let (demo, hostile) = (Drawn::demo(), Drawn::hostile());
    node("mermaid.mjs", &[demo.file("drawn.mmd"), hostile.file("drawn.mmd")]);
}

#[test]
fn graphviz_draws_the_graphs() {
    for (drawn, boxes) in [(Drawn::demo(), 10), (Drawn::hostile(), 40)] {
        let mut command = Command::new("dot");
        let out = run(command.arg("-Tsvg").arg(drawn.file("drawn.dot")));
        let out = String::from_utf8(out).unwrap();
        let found = out.matches("class=\"cluster\"").count();
        assert!(found >= boxes, "{found} boxes");
    }
}
