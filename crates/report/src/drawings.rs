//! The drawn formats over the sketches: what they say, what they make of hostile texts, how large and
//! how fast they are.

use std::time::{Duration, Instant};

use crate::graph::{Document, Known, Route, Workload};
use crate::paths::Row;
use crate::scene::{Id, Kind, Scene};
use crate::{dot, mermaid, picture, sketches, text};

fn all((document, rows): &(Document, Vec<Row>)) -> [String; 4] {
    [
        dot::render(document, rows),
        mermaid::render(document, rows),
        picture::svg(document, rows),
        picture::page(document, rows),
    ]
}

/// The data of the page.
fn data(page: &str) -> serde_json::Value {
    let start = "<script type=\"application/json\" id=\"data\">";
    let text = page.split_once(start).unwrap().1.split_once("</script>").unwrap().0;
    assert!(!text.contains(['<', '>', '&']));
    serde_json::from_str(text).unwrap()
}

#[test]
fn dot_of_the_small() {
    let (document, rows) = sketches::small();
    insta::assert_snapshot!(dot::render(&document, &rows));
}

#[test]
fn mermaid_of_the_small() {
    let (document, rows) = sketches::small();
    insta::assert_snapshot!(mermaid::render(&document, &rows));
}

#[test]
fn svg_of_the_small() {
    let (document, rows) = sketches::small();
    let svg = picture::svg(&document, &rows);
    let (head, style) = svg.split_once("<style>").unwrap();
    let (style, body) = style.split_once("</style>").unwrap();
    assert!(style.contains("@media (prefers-color-scheme:dark)"));
    insta::assert_snapshot!(format!("{head}{body}"));
}

#[test]
fn data_of_the_small() {
    let (document, rows) = sketches::small();
    let data = data(&picture::page(&document, &rows));
    insta::assert_snapshot!(serde_json::to_string_pretty(&data).unwrap());
}

#[test]
fn the_picture_is_a_standalone_document_without_script() {
    for sketch in [sketches::small(), sketches::hostile(), sketches::grid(3, 20)] {
        let svg = picture::svg(&sketch.0, &sketch.1);
        let tree = roxmltree::Document::parse(&svg).unwrap();
        assert_eq!(tree.root_element().tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
        let names = tree.descendants().filter(roxmltree::Node::is_element);
        let mut names: Vec<_> = names.map(|n| n.tag_name().name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names, ["desc", "g", "rect", "style", "svg", "text", "title"]);
        let attributes = tree.descendants().flat_map(|n| n.attributes());
        assert!(attributes.into_iter().all(|a| !a.name().starts_with("on") && a.name() != "href"));
    }
}

#[test]
fn the_page_has_one_script_and_asks_nobody() {
    for sketch in [sketches::small(), sketches::hostile()] {
        let page = picture::page(&sketch.0, &sketch.1);
        assert_eq!(page.matches("<script").count(), 2);
        assert_eq!(page.matches("</script").count(), 2);
        assert_eq!(page.matches("<svg").count(), 1);
        assert_eq!(page.matches("<!--").count(), 0);
        assert!(page.contains("default-src 'none'"));
        for forbidden in [" src=", " href=\"http", "url(", "@import", " style=", " onload=\""] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        data(&page);
    }
}

#[test]
fn nothing_raw_reaches_a_drawing() {
    let sketch = sketches::hostile();
    for drawing in all(&sketch) {
        let raw = drawing.chars().find(|c| *c != '\n' && text::is_hidden(*c));
        assert_eq!(raw, None);
        assert!(drawing.len() < 400_000, "{} bytes", drawing.len());
    }
}

/// The text with what stands in quotes taken out; a backslash escapes where it says so.
fn unquoted(line: &str, escapes: bool) -> String {
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted && escapes => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            _ => out.push(c),
        }
    }
    assert!(!quoted, "{line}");
    out
}

#[test]
fn quotes_hold_what_is_hostile() {
    let (document, rows) = sketches::hostile();
    for line in dot::render(&document, &rows).lines().skip(1) {
        let rest = unquoted(line, true);
        let known = |c: char| c.is_ascii_alphanumeric() || " _=[];{}->.".contains(c);
        assert!(rest.chars().all(known), "{line}");
    }
    for line in mermaid::render(&document, &rows).lines() {
        let rest = unquoted(line, false);
        let known = |c: char| c.is_ascii_alphanumeric() || " _=[](){}->.|:#,".contains(c);
        assert!(rest.chars().all(known), "{line}");
        assert!(!line.contains(['%', '`', '\\']), "{line}");
    }
}

#[test]
fn drawings_are_the_same_each_time() {
    for sketch in [sketches::small(), sketches::hostile(), sketches::grid(2, 9)] {
        assert_eq!(all(&sketch), all(&sketch));
    }
}

#[test]
fn many_workloads_are_counted_and_still_listed() {
    let (document, rows) = sketches::crowd(100);
    let svg = picture::svg(&document, &rows);
    assert!(svg.contains("+76 more workloads"));
    assert_eq!(svg.matches("class=\"workload\"").count(), 24);
    let data = data(&picture::page(&document, &rows));
    assert_eq!(data["workloads"].as_array().unwrap().len(), 100);
    assert_eq!(data["rows"].as_array().unwrap().len(), 100);
    // What is not drawn is lit by what stands for it.
    let drawn = data["workloads"][99]["drawn"][0].as_u64().unwrap();
    assert!(svg.contains(&format!("<g id=\"n{drawn}\" class=\"more\"")));
}

#[test]
fn what_is_huge_is_bounded_and_fast() {
    let mut sketch = sketches::grid(400, 20);
    let (crowd, rows) = sketches::crowd(5_000);
    sketch.0.roots.extend(crowd.roots.into_iter().map(|root| crate::graph::Root {
        root: "other".into(),
        deployment: 1,
        ..root
    }));
    sketch.1.extend(rows.into_iter().map(|row| Row { root: "other".into(), ..row }));
    let start = Instant::now();
    for drawing in all(&sketch) {
        assert!(drawing.len() < 6_000_000, "{}", drawing.len());
    }
    let spent = start.elapsed();
    assert!(spent < Duration::from_secs(20), "{spent:?}");
    let scene = Scene::of(&sketch.0, &sketch.1);
    let mut open = scene.deployments.clone();
    let mut drawn = 0;
    while let Some(id) = open.pop() {
        drawn += 1;
        open.extend(&scene.part(id).children);
    }
    assert!(drawn < 2_100, "{drawn}");
    assert!(picture::svg(&sketch.0, &sketch.1).contains("more VPCs"));
}

fn addresses(scene: &Scene, ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| scene.part(*id).address.clone()).collect()
}

#[test]
fn paths_go_through_what_carries_them() {
    let (document, rows) = sketches::small();
    let scene = Scene::of(&document, &rows);
    let through = |n: usize| {
        let walk: Vec<_> = scene.walks[n].through.iter().map(|s| addresses(&scene, s)).collect();
        walk
    };
    assert_eq!(through(0), [["aws_vpc_endpoint.s3"]]);
    assert_eq!(through(1), [["aws_vpc_endpoint.sqs", "aws_vpc_endpoint.sqs"]]);
    assert_eq!(through(2), [["aws_nat_gateway.a"], ["aws_internet_gateway.main"], ["internet"]]);
    assert!(through(3).is_empty() && through(4).is_empty());
    for walk in &scene.walks {
        assert_eq!((walk.from.len(), walk.subnets.len()), (1, 1));
        assert!(walk.to.is_some());
    }
}

#[test]
fn paths_through_other_vpcs_go_on_there() {
    let (document, rows) = sketches::hub();
    let scene = Scene::of(&document, &rows);
    let through = |n: usize| {
        let walk: Vec<_> = scene.walks[n].through.iter().map(|s| addresses(&scene, s)).collect();
        walk
    };
    assert_eq!(through(0), [["tgw"], ["nat"], ["igw"], ["internet"]]);
    assert_eq!(through(1), [["tgw"]]);
    assert_eq!(through(2), [["tgw"], ["internet"]]);
    let vpc = scene.within(scene.walks[1].through[0][0], Kind::Vpc);
    assert_eq!(vpc.map(|id| scene.part(id).address.as_str()), Some("spoke"));
}

#[test]
fn a_subnet_without_ipv4_has_the_default_route_of_ipv6() {
    let (mut document, _) = sketches::small();
    let root = &mut document.roots[0];
    root.subnets[0].cidr = Known::Is(None);
    root.subnets[0].default_route = Known::Is(None);
    let six = Route { destination: Known::Is("::/0".into()), ..sketches::to_transit_gateway() };
    root.route_tables[0].routes.push(Known::Is(six));
    let svg = picture::svg(&document, &[]);
    assert!(svg.contains("class=\"subnet to-other\""), "{svg}");
}

#[test]
fn parts_of_other_roots_are_joined_within_a_deployment_only() {
    let (mut document, _) = sketches::small();
    for (name, deployment) in [("mate", 0), ("stranger", 1)] {
        document.roots.push(crate::graph::Root {
            root: name.into(),
            deployment,
            workloads: vec![sketches::workload(name, &["aws_subnet.a"], &["s3"])],
            ..Default::default()
        });
    }
    let scene = Scene::of(&document, &[]);
    let box_of = |name: &str| {
        let of = scene.workloads.iter().find(|w| w.address == name).unwrap();
        scene.part(scene.within(of.drawn[0], Kind::Vpc).unwrap()).label.clone()
    };
    assert_eq!(box_of("mate"), "main");
    assert_eq!(box_of("stranger"), "VPC not known");
}

#[test]
fn a_workload_stands_once_where_its_subnets_are_not_known() {
    let (mut document, _) = sketches::small();
    let unknown = || Known::not("the variable has no value");
    let lost = sketches::workload("lost", &[], &["s3"]);
    let vague = sketches::workload("vague", &["aws_subnet.a"], &["s3"]);
    let subnets = vague.subnets.into_iter().chain([unknown(), unknown()]).collect();
    document.roots[0].workloads =
        vec![lost, Workload { subnets, ..sketches::workload("vague", &[], &["s3"]) }];
    let scene = Scene::of(&document, &[]);
    let boxes = |n: usize| {
        let drawn = scene.workloads[n].drawn.iter();
        let label = |id: Option<Id>| id.map(|id| scene.part(id).label.clone()).unwrap_or_default();
        let boxes =
            drawn.map(|id| (label(scene.within(*id, Kind::Vpc)), label(scene.part(*id).parent)));
        boxes.collect::<Vec<_>>()
    };
    let pair = |vpc: &str, subnet: &str| (vpc.to_owned(), subnet.to_owned());
    assert_eq!(boxes(0), [pair("VPC not known", "subnet not known")]);
    // All interfaces of a workload are in one VPC.
    assert_eq!(boxes(1), [pair("main", "a"), pair("main", "subnet not known")]);
}

#[test]
fn nothing_at_all_is_said() {
    let nothing = (sketches::document(vec![crate::graph::Root::default()]), Vec::new());
    let [dot, mermaid, svg, page] = all(&nothing);
    assert!(dot.starts_with("//") && mermaid.starts_with("flowchart"));
    assert!(svg.contains("There is no network to draw; 1 root has no network."));
    assert!(page.contains("<title>No network - vpcelint</title>"));
}
