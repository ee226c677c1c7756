//! The commands of pages that the tests of this package can't run, each with the reason and what tries it.

const BUILDS: &str = "builds the program: `.ci/run` runs it";
const MEASURES: &str =
    "takes minutes and other scanners; acceptance, `packaging::pages`: the script alone";
const CLONES: &str = "needs the repository's host";
const REGISTRY: &str = "needs the container registry; the recipe is data of the release's workflow";
const RELEASE: &str = "needs the files of a release";
const EXTENSION: &str = "acceptance, `editors::vscode`: packs the extension";
const TERRAFORM: &str = "needs Terraform and an account";

/// Each command with the reason.
pub(crate) const FOREIGN: &[(&str, &str)] = &[
    ("cargo run --release -p vpcelint -- testdata/demo", BUILDS),
    ("cargo test --workspace", "is what runs this test"),
    ("cargo build --release --workspace", BUILDS),
    ("target/release/vpcelint-bench estate /tmp/estate", MEASURES),
    ("mkdir -p /tmp/roots/teams /tmp/templates", MEASURES),
    (
        "cp -r /tmp/estate/modules /tmp/roots && cp -r /tmp/estate/teams/team00 /tmp/roots/teams",
        MEASURES,
    ),
    (
        "for n in $(seq 50); do cp -r testdata/demo/cloudformation /tmp/templates/shop$n; done",
        MEASURES,
    ),
    (
        "RUNS=3 bench/compare.sh target/release/vpcelint testdata/demo/* /tmp/roots /tmp/templates",
        MEASURES,
    ),
    ("git clone https://github.com/vpcelint/vpcelint", CLONES),
    ("cd vpcelint", CLONES),
    ("docker run --rm --network none -v \"$PWD:/work:ro\" ghcr.io/vpcelint/vpcelint", REGISTRY),
    ("sha256sum --check --ignore-missing SHA256SUMS", RELEASE),
    (
        "gh attestation verify vpcelint-0.1.0-x86_64-unknown-linux-musl.tar.gz --repo \
         vpcelint/vpcelint",
        RELEASE,
    ),
    ("cd editors/vscode", EXTENSION),
    ("npm ci", EXTENSION),
    ("npm run package", EXTENSION),
    ("code --install-extension vpcelint.vsix", "needs Visual Studio Code"),
    ("terraform plan -out tfplan", TERRAFORM),
    ("terraform show -json tfplan > plan.json && vpcelint plan.json", TERRAFORM),
    ("vpcelint plan.json --source infra/network", "reads a plan that Terraform makes"),
    (
        "vpcelint graph testdata/demo/terraform --format dot | dot -Tsvg > dot.svg",
        "acceptance, `drawings::graphviz_draws_the_graphs`: needs Graphviz",
    ),
];
