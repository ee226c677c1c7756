//! One set of findings, errors and notices for the tests of all formats.

use std::path::Path;

use vpcelint_source::{
    Applicability, Confidence, Diagnostic, Edit, FileId, Fix, Gravity, Label, Notice, Range,
    RuleMeta, Severity, Sources, Span, Summary, Suppressed, SuppressedBy, Topic,
};

use crate::Report;

static ASSOCIATED: RuleMeta = RuleMeta {
    id: "gateway-endpoint-subnet-not-associated",
    summary: "A gateway endpoint misses a route table.",
    severity: Severity::Medium,
    topics: &[Topic::Endpoint, Topic::Routing, Topic::Subnet],
    since: "0.1.0",
    doc: "# gateway-endpoint-subnet-not-associated\n\n## What it finds\n\nA gateway endpoint that\n\
          misses a table.\n\n## Bad\n\n```hcl\nroute_table_ids = []\n```\n",
};

static OVERLAP: RuleMeta = RuleMeta {
    id: "subnet-cidr-overlap",
    summary: "Two subnets of a VPC overlap.",
    severity: Severity::Error,
    topics: &[Topic::Addressing, Topic::Subnet],
    since: "0.1.0",
    doc: "",
};

static DNS: RuleMeta = RuleMeta {
    id: "private-dns-without-dns-support",
    summary: "Private DNS needs DNS support.",
    severity: Severity::High,
    topics: &[Topic::Dns],
    since: "0.1.0",
    doc: "",
};

static UNUSED: RuleMeta = RuleMeta {
    id: "endpoint-policy-unused",
    summary: "A rule that finds nothing here.",
    severity: Severity::High,
    topics: &[Topic::Endpoint, Topic::Security],
    since: "0.1.0",
    doc: "# endpoint-policy-unused\n\n## What it finds\n\nA `policy` of an endpoint, as \
          [AWS](https://docs.aws.amazon.com/vpc/) has it.\n\n## Bad\n\n```hcl\nbad = 1\n```\n\n\
          ## How to fix\n\nRemove it.\n\n## References\n\n- none\n",
};

static RULES: &[&RuleMeta] = &[&UNUSED, &ASSOCIATED, &DNS, &OVERLAP];

const MAIN: &str = r#"resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.eu-west-1.s3"
  route_table_ids = [aws_route_table.public.id]
}

resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.128/25"
}
"#;

const ROUTES: &str = r#"resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
"#;

/// The set, with the files that it is about.
#[derive(Debug)]
pub(crate) struct Samples {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    notices: Vec<Notice>,
    summary: Summary,
}

impl Samples {
    fn empty() -> Self {
        Self {
            sources: Sources::default(),
            diagnostics: Vec::new(),
            notices: Vec::new(),
            summary: Summary::default(),
        }
    }

    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            sources: &self.sources,
            diagnostics: &self.diagnostics,
            notices: &self.notices,
            summary: &self.summary,
            rules: RULES,
            repository: Path::new("/repository"),
            working_directory: Path::new("/repository/code"),
            version: "0.1.0",
        }
    }

    pub(crate) fn add(&self, path: &str, text: &str) -> FileId {
        self.sources.add(format!("/repository/code/{path}").into(), path.into(), text.into(), true)
    }

    /// The first place of a text in a file.
    fn find(&self, file: FileId, text: &str) -> Span {
        let content = self.sources.get(file).unwrap();
        let start = content.text().find(text).unwrap();
        Range::new(start, start + text.len()).in_file(file)
    }
}

fn label(span: Span, message: &str, resource: Option<&str>) -> Label {
    Label { span, message: message.to_owned(), resource: resource.map(str::to_owned) }
}

fn finding(rule: &'static RuleMeta, resource: &str, primary: Label) -> Diagnostic {
    Diagnostic {
        rule,
        severity: rule.severity,
        confidence: Confidence::Certain,
        message: format!("{resource} is reached through the NAT gateway"),
        primary,
        related: Vec::new(),
        help: "add aws_route_table.private.id to route_table_ids".to_owned(),
        resource: resource.to_owned(),
        attribute: "route_table_ids".to_owned(),
        fingerprint: format!("{}:.:{resource}", rule.id),
        when: None,
        suppressed: None,
        fix: None,
    }
}

/// What a run over an ordinary network finds.
pub(crate) fn ordinary() -> Samples {
    let mut samples = Samples::empty();
    let main = samples.add("network/main.tf", MAIN);
    let routes = samples.add("network/routes.tf", ROUTES);
    samples.diagnostics = vec![
        not_associated(&samples, main, routes),
        private_dns(&samples, main),
        overlap(&samples, main, routes),
        suppressed(&samples, main),
    ];
    samples.notices = vec![
        Notice {
            related: vec![label(samples.find(routes, "route {"), "called from here", None)],
            ..Notice::error(
                samples.find(routes, "aws_nat_gateway.main"),
                "aws_nat_gateway.main is not declared in this module",
            )
        },
        Notice::about(Gravity::Error, Some("gone.tf".into()), "the file can't be read"),
        Notice::notice(samples.find(main, "aws_vpc.main"), "the module is not there"),
        Notice::about(Gravity::Notice, None, "var.region has no value"),
    ];
    samples.summary = counted();
    samples
}

fn not_associated(samples: &Samples, main: FileId, routes: FileId) -> Diagnostic {
    let list = samples.find(main, "[aws_route_table.public.id]");
    let end = samples.find(main, ".id]\n}").range.start + 3;
    let insertion = Range { start: end, end }.in_file(main);
    Diagnostic {
        message: "aws_subnet.private reaches Amazon S3 through the NAT gateway, which costs \
                  0.045 USD a gigabyte, though the VPC has a gateway endpoint for it"
            .to_owned(),
        related: vec![
            label(
                samples.find(routes, "resource \"aws_subnet\" \"private\""),
                "uses aws_route_table.private",
                Some("aws_subnet.private"),
            ),
            label(
                samples.find(routes, "nat_gateway_id = aws_nat_gateway.main.id"),
                "aws_route_table.private sends 0.0.0.0/0 to the NAT gateway",
                Some("aws_route_table.private"),
            ),
        ],
        fix: Some(Fix {
            applicability: Applicability::Safe,
            edits: vec![Edit { span: insertion, text: ", aws_route_table.private.id".to_owned() }],
        }),
        ..finding(
            &ASSOCIATED,
            "aws_subnet.private",
            label(list, "this list misses aws_route_table.private", None),
        )
    }
}

fn private_dns(samples: &Samples, main: FileId) -> Diagnostic {
    let start = samples.find(main, "resource \"aws_vpc_endpoint\"").range;
    let end = samples.find(main, "}\n\nresource \"aws_subnet\"").range;
    let block = Range { start: start.start, end: end.start + 1 }.in_file(main);
    Diagnostic {
        severity: Severity::Low,
        confidence: Confidence::Possible,
        when: Some("var.create_nat is true".to_owned()),
        ..finding(&DNS, "aws_vpc_endpoint.s3", label(block, "of the type Gateway", None))
    }
}

fn overlap(samples: &Samples, main: FileId, routes: FileId) -> Diagnostic {
    Diagnostic {
        message: "CreateSubnet fails: 10.0.1.128/25 lies within 10.0.1.0/24".to_owned(),
        related: vec![label(samples.find(routes, "\"10.0.1.0/24\""), "", Some("aws_subnet.a"))],
        ..finding(
            &OVERLAP,
            "aws_subnet.b",
            label(samples.find(main, "\"10.0.1.128/25\""), "inside the other", None),
        )
    }
}

fn suppressed(samples: &Samples, main: FileId) -> Diagnostic {
    let span = samples.find(main, "cidr_block = \"10.0.0.0/16\"");
    Diagnostic {
        suppressed: Some(Suppressed {
            by: SuppressedBy::Comment,
            reason: "accepted".to_owned(),
            span: Some(span),
        }),
        ..finding(&ASSOCIATED, "aws_subnet.hidden", label(span, "", None))
    }
}

fn counted() -> Summary {
    Summary {
        files: 12,
        roots: 2,
        resources: 61,
        vpcs: 3,
        subnets: 14,
        route_tables: 6,
        endpoints: 9,
        nat_gateways: 1,
        workloads: 11,
        scenarios: 4,
        undecided: 16,
        undecided_because: [
            ("the VPC comes from outside the code", 9),
            ("var.region has no value", 4),
            ("a policy is not known", 1),
            ("b", 1),
            ("c", 1),
        ]
        .map(|(reason, n)| (reason.to_owned(), n))
        .into(),
        suppressed: 1,
        baselined: 0,
        by_severity: [(Severity::Error, 1), (Severity::Medium, 1), (Severity::Low, 1)].into(),
    }
}

/// A run in which nothing was found; `counts` is what was examined.
pub(crate) fn clean(summary: Summary) -> Samples {
    Samples { summary, ..Samples::empty() }
}

/// Names of files and messages that try to be more than text to a format.
const INJECTIONS: &[(&str, &str)] = &[
    ("::error file=a,line=1::x.tf", "::set-output name=a::b\n::stop-commands::c ##[error]d %0A%25"),
    ("a,line=9:%2C.tf", "a | b || c \\| d `e | f` ``g`` `unpaired"),
    ("<img src=x onerror=alert(1)>.tf", "<img src=x> </details> <!-- --> &lt; &#64; ]]> <![CDATA["),
    ("[x](https:/evil.test).tf", "![x](https://evil.test) [y](1) www.evil.test {0} {{1}} \\[z]"),
    ("@everyone #1.tf", "@everyone #1 GH-12 o/r#3 0123456789abcdef a@b.test :tada: $x$ *b* ~~s~~"),
    ("\u{1f980} \u{10ffff}\"'.tf", "\u{1f980} non-BMP \u{fffe} \u{0} \"quotes' # h\n# h\n- l\n> q"),
];

/// Text that a stranger wrote to break a terminal or the tool.
pub(crate) fn hostile() -> Samples {
    let mut samples = Samples::empty();
    let mut add = |path: &str, text: &str, place: &str, message: &str| {
        let file = samples.add(path, text);
        let span = samples.find(file, place);
        samples.diagnostics.push(finding(&DNS, message, label(span, message, None)));
    };
    add(
        "controls.tf",
        "x = \"\u{1b}[2J\u{202e}\u{7f}\"\n",
        "\"\u{1b}",
        "a\u{1b}[31m\u{202e}b\nc\r",
    );
    add("bad\n\u{1b}name.tf", "a = 1\n", "1", "\u{9b}31m\u{2066}");
    let long = format!(
        "{{\"a\":\"{}\",\"here\":1,\"b\":\"{}\"}}",
        "x".repeat(500_000),
        "ü".repeat(250_000)
    );
    add("long.json", &long, "\"here\"", "a place in the middle of a megabyte");
    add("end.tf", "a = 1\nb = [", "[", "at the end");
    add("crlf.tf", "a = 1\r\nb = 2\r\nc = 3\r\n", "b = 2\r\n", "with CRLF");
    add("tabs.tf", "a {\n\tb\t= 1\n}\n", "= 1", "after tabs");
    add("wide.tf", "名前 = \"日本語\" # ü\n", "\"日本語\"", "wide");
    add("bom.tf", "\u{feff}a = 1\n", "a", "after a byte order mark");
    let block = format!("resource \"x\" \"y\" {{\n{}}}\n", "  a = 1\n".repeat(2_000));
    add("block.tf", &block, &block, "over many lines");
    add("::error file=a,b%0A.tf", "a = 1\n", "a", "::stop-commands::x\n::set-output name=a::b%0A");
    add(
        "a|b`c`.tf",
        "```\n# <!-- -->\n",
        "```",
        "<img src=x onerror=y> @everyone #1 | [a](http://b)",
    );
    add("ü &<>\"'#?.tf", "a = \"\u{1f600}]]>\"\n", "]]>", "\u{1f600} ]]> &amp; <b> `@all` www.b.c");
    for (path, message) in INJECTIONS {
        add(path, "a = `b`\n```\nc = 1\n", "`b`\n```", message);
    }
    let file = samples.add("empty.tf", "");
    let ends = Range::new(0, 9_999).in_file(file);
    samples.diagnostics.push(finding(&DNS, "empty", label(ends, "beyond the end", None)));
    let nowhere = Range::new(1, 2).in_file(FileId(999));
    samples.diagnostics.push(finding(&DNS, "nowhere", label(nowhere, "no file", None)));
    samples.notices =
        vec![Notice::about(Gravity::Notice, None, "\u{1b}]0;title\u{7}\nnext: error")];
    samples.summary = Summary { vpcs: 1, ..Summary::default() };
    samples.summary.undecided_because.insert("\u{1b}reason".to_owned(), 1);
    samples.summary.undecided = 1;
    samples
}

/// `number` findings with three related places each in a file of one long line.
pub(crate) fn many(number: usize) -> Samples {
    let mut samples = Samples::empty();
    let text = format!("ü{}", "\"key\":[1,2,3],".repeat(100_000));
    let file = samples.add("template.json", &text);
    for index in 0..number {
        let start = 2 + index * (text.len() - 20) / number;
        let label = label(Range::new(start, start + 5).in_file(file), "here", None);
        let related = vec![label.clone(), label.clone(), label.clone()];
        samples.diagnostics.push(Diagnostic { related, ..finding(&OVERLAP, "a", label) });
    }
    samples
}

/// One finding with more related places than anyone reads.
pub(crate) fn crowded() -> Samples {
    let mut samples = many(1);
    let first = samples.diagnostics.first_mut().unwrap();
    first.related = vec![first.primary.clone(); 40];
    samples
}

/// One finding at a range of a text, with the same place as related one.
pub(crate) fn one(text: &str, start: usize, end: usize) -> Samples {
    let mut samples = Samples::empty();
    let file = samples.add("a.tf", text);
    let label = label(Range::new(start, end).in_file(file), "the label", None);
    let related = vec![label.clone()];
    samples.diagnostics.push(Diagnostic { related, ..finding(&OVERLAP, "a", label) });
    samples
}
