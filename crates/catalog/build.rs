//! Turns the data files into static tables, so that nothing is parsed at run time.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let out = std::env::var("OUT_DIR")?;
    let out = Path::new(&out);
    std::fs::write(out.join("services.rs"), services()?)?;
    std::fs::write(out.join("managed_policies.rs"), managed_policies()?)?;
    std::fs::write(out.join("regions.rs"), regions()?)?;
    std::fs::write(out.join("prices.rs"), prices()?)?;
    Ok(())
}

fn services() -> Result<String, Box<dyn Error>> {
    let data: Vec<Value> = serde_json::from_str(&std::fs::read_to_string("data/services.json")?)?;
    let mut code = String::from("&[\n");
    for service in &data {
        let text = |key: &str| service[key].as_str();
        let texts = |key: &str| -> Option<Vec<&str>> {
            service[key].as_array().map(|a| a.iter().filter_map(Value::as_str).collect())
        };
        let hosts = match &service["public_host"] {
            Value::String(host) => vec![host.as_str()],
            Value::Array(hosts) => hosts.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let ports = service["ports"].as_array().cloned().unwrap_or_default();
        let ports = ports.iter().filter_map(range).collect::<Vec<_>>();
        let documented = text("ports_source").is_some_and(|s| !s.starts_with("CDK default"));
        writeln!(
            code,
            "Service {{ name: {:?}, full_name: {:?}, gateway: {}, interface: {}, private_dns: {:?}, \
             private_dns_confidence: {:?}, public_hosts: &{:?}, ports: &{:?}, ports_documented: {}, \
             iam_prefixes: &{:?}, fips: {} }},",
            text("service").ok_or("a service without name")?,
            text("service_name").unwrap_or_default(),
            texts("types").is_some_and(|t| t.contains(&"Gateway")),
            texts("types").is_some_and(|t| t.contains(&"Interface")),
            Slice(texts("private_dns")),
            text("private_dns_confidence").unwrap_or("unknown"),
            hosts,
            ports,
            documented,
            texts("iam_prefixes").unwrap_or_default(),
            service["fips"].as_bool().unwrap_or(false),
        )?;
    }
    code.push(']');
    Ok(code)
}

/// An optional slice as code.
struct Slice<'a>(Option<Vec<&'a str>>);

impl std::fmt::Debug for Slice<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(items) => write!(f, "Some(&{items:?})"),
            None => f.write_str("None"),
        }
    }
}

/// A port, or a range of ports as `"1024-1064"`.
fn range(value: &Value) -> Option<(u16, u16)> {
    if let Some(port) = value.as_u64() {
        let port = u16::try_from(port).ok()?;
        return Some((port, port));
    }
    let (from, to) = value.as_str()?.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

fn prices() -> Result<String, Box<dyn Error>> {
    let data: Value = serde_json::from_str(&std::fs::read_to_string("data/prices.json")?)?;
    let mut code = String::from("&[\n");
    let regions = data["regions"].as_object().ok_or("prices without regions")?;
    let mut names: Vec<_> = regions.keys().collect();
    names.sort_unstable();
    for name in names {
        let region = &regions[name];
        let confirmed: Vec<_> = region["confirmed"].as_array().into_iter().flatten().collect();
        let price = |key: &str| match region[key].as_f64() {
            Some(amount) => {
                let confirmed = confirmed.iter().any(|c| *c == key);
                format!("Some(Price {{ amount: {amount:?}, confirmed: {confirmed} }})")
            }
            None => "None".to_owned(),
        };
        writeln!(
            code,
            "Prices {{ region: {name:?}, currency: {:?}, nat_hour: {}, nat_gb: {}, \
             interface_hour: {} }},",
            region["currency"].as_str().or(data["currency"].as_str()).ok_or("no currency")?,
            price("nat_hour"),
            price("nat_gb"),
            price("interface_hour"),
        )?;
    }
    code.push(']');
    Ok(code)
}

fn managed_policies() -> Result<String, Box<dyn Error>> {
    let data = std::fs::read_to_string("data/managed_policies.tsv")?;
    let mut code = String::from("&[\n");
    let mut rows: Vec<_> =
        data.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();
    rows.sort_unstable();
    for (name, prefixes) in rows {
        let prefixes: Vec<_> = prefixes.split_whitespace().collect();
        writeln!(code, "({name:?}, &{prefixes:?}),")?;
    }
    code.push(']');
    Ok(code)
}

fn regions() -> Result<String, Box<dyn Error>> {
    let data = std::fs::read_to_string("data/regions.tsv")?;
    let mut rows: Vec<_> =
        data.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();
    rows.sort_unstable();
    Ok(format!("&{rows:?}"))
}
