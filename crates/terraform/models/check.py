#!/usr/bin/env python3
"""Compares a model with the module that it stands for, as vpcelint evaluates both.

    check.py BINARY MODEL REAL [--count N] [--seed N] [--examples]

MODEL is a folder such as `.../vpc/aws/v6` or `.../vpc/aws/v6/modules/vpc-endpoints`, REAL the same
folder of a checkout of the module at the newest release of that major version. Three things are done:

1. Surface: each variable of the module exists in the model with the same default (a model may leave
   out parts of `rules` and `auto_groups` that nothing reads), and each output exists.
2. Random calls: `--count` sets of arguments, chosen by `--seed`, are given to both. Values that are not
   known before deployment are among them.
3. With `--examples`: each folder of the module's `examples` is evaluated with both.

A call is equal if all resources of the types that the model has stand at the same addresses with the
same certainty of existence, if each attribute that the model sets or that vpcelint's network reads
(`READS`) has the same value, and if all outputs are equal. Only the words of why something is unknown
may differ. A model never has an error that the module has not; the module may have others, of what is
left out. The first differences are printed with their arguments, and the exit status is then 1.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from calls import Calls

ROOTS_PER_RUN = 20
SHOWN = 5

# What vpcelint reads of the types that models have, after `READS` in crates/aws/src.
RULE = (
    "type security_group_id protocol ip_protocol from_port to_port cidr_blocks ipv6_cidr_blocks cidr_ipv4 "
    "cidr_ipv6 prefix_list_ids prefix_list_id source_security_group_id referenced_security_group_id self"
)
READS = {
    "aws_vpc": "cidr_block enable_dns_support enable_dns_hostnames tags",
    "aws_default_vpc": "enable_dns_support enable_dns_hostnames tags",
    "aws_vpc_ipv4_cidr_block_association": "vpc_id cidr_block",
    "aws_vpc_dhcp_options_association": "vpc_id dhcp_options_id",
    "aws_vpc_dhcp_options": "domain_name_servers",
    "aws_subnet": "vpc_id cidr_block availability_zone availability_zone_id map_public_ip_on_launch ipv6_native tags",
    "aws_route_table": "vpc_id route propagating_vgws tags",
    "aws_default_route_table": "default_route_table_id route propagating_vgws tags",
    "aws_route": "route_table_id destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id "
    "gateway_id nat_gateway_id transit_gateway_id vpc_peering_connection_id egress_only_gateway_id "
    "network_interface_id instance_id vpc_endpoint_id core_network_arn local_gateway_id carrier_gateway_id",
    "aws_route_table_association": "subnet_id route_table_id gateway_id",
    "aws_main_route_table_association": "vpc_id route_table_id",
    "aws_vpn_gateway_route_propagation": "route_table_id",
    "aws_internet_gateway": "vpc_id",
    "aws_egress_only_internet_gateway": "vpc_id",
    "aws_vpn_gateway": "vpc_id",
    "aws_ec2_transit_gateway": "",
    "aws_vpc_peering_connection": "vpc_id",
    "aws_nat_gateway": "subnet_id connectivity_type availability_mode vpc_id",
    "aws_vpc_endpoint": "vpc_endpoint_type service_name vpc_id route_table_ids subnet_ids security_group_ids "
    "private_dns_enabled dns_options policy service_region",
    "aws_vpc_endpoint_route_table_association": "vpc_endpoint_id route_table_id",
    "aws_vpc_endpoint_subnet_association": "vpc_endpoint_id subnet_id",
    "aws_vpc_endpoint_security_group_association": "vpc_endpoint_id security_group_id replace_default_association",
    "aws_vpc_endpoint_policy": "vpc_endpoint_id policy",
    "data_aws_vpc_endpoint": "vpc_id service_name",
    "data_aws_vpc_endpoint_service": "service service_name",
    "aws_security_group": "vpc_id ingress egress name name_prefix tags",
    "aws_default_security_group": "vpc_id ingress egress tags",
    "aws_security_group_rule": RULE,
    "aws_vpc_security_group_ingress_rule": RULE,
    "aws_vpc_security_group_egress_rule": RULE,
    "aws_network_acl": "vpc_id subnet_ids ingress egress",
    "aws_default_network_acl": "default_network_acl_id subnet_ids ingress egress",
    "aws_network_acl_rule": "network_acl_id rule_number rule_action egress protocol cidr_block ipv6_cidr_block "
    "from_port to_port",
    "aws_network_acl_association": "network_acl_id subnet_id",
    "aws_iam_role": "name inline_policy managed_policy_arns",
    "aws_iam_role_policy": "role policy",
    "aws_iam_policy": "policy roles",
    "aws_iam_role_policy_attachment": "role policy_arn",
    "aws_iam_policy_attachment": "roles policy_arn",
    "aws_iam_instance_profile": "name role",
    "data_aws_iam_policy_document": "statement source_policy_documents override_policy_documents",
    "data_aws_iam_policy": "arn name",
    "aws_db_subnet_group": "subnet_ids",
    "aws_elasticache_subnet_group": "subnet_ids",
    "aws_lb": "subnets subnet_mapping",
    "aws_lambda_function": "vpc_config role",
    "aws_ecs_service": "network_configuration launch_type capacity_provider_strategy task_definition "
    "enable_execute_command",
    "aws_ecs_task_definition": "family container_definitions task_role_arn execution_role_arn",
    "aws_eks_node_group": "subnet_ids node_role_arn launch_template",
    "aws_eks_fargate_profile": "subnet_ids",
    "aws_autoscaling_group": "vpc_zone_identifier launch_template mixed_instances_policy launch_configuration",
    "aws_launch_template": "name vpc_security_group_ids network_interfaces iam_instance_profile user_data",
}

# Resources of types that are read which models leave out on purpose: what writes flow logs, who assumes a role.
LEFT_OUT = re.compile(
    r"aws_iam_\w+\.(vpc_)?flow_log|\.module\.flow_log\.|aws_iam_policy_document\.assume_role|\.enhanced_monitoring"
    # Of EKS: what the control plane and nodes that EKS makes by itself may do.
    r"|^module\.\w+\.aws_iam_role_policy_attachment\.(this|additional|eks_auto\w*|cluster_encryption|custom)\b"
    r"|\.(cluster_encryption|custom|cni_ipv6_policy|node_assume_role_policy)\b|\.module\.(kms|karpenter)\b|cloudinit_config\."
    # Of ECS: who assumes roles, and the role by which ECS registers tasks with load balancers.
    r"|aws_iam_policy_document\.(\w+_assume|service)\b|aws_iam_\w+\.service\b|infrastructure_iam_role"
)
# What is read of blocks with more attributes than models set.
READ_WITHIN = {
    "vpc_config": {"subnet_ids", "security_group_ids"},
    "network_interfaces": {"associate_public_ip_address", "security_groups", "subnet_id"},
    "launch_template": {"id", "name", "launch_template_specification"},
    "launch_template_specification": {"launch_template_id", "launch_template_name"},
    "kubernetes_network_config": {"ip_family", "service_ipv4_cidr", "service_ipv6_cidr"},
    "mixed_instances_policy": {"launch_template"},
}
# Of blocks, what nothing reads.
UNREAD = set(
    "description icmp_code icmp_type ipv6 ipv6_allowed_for_dual_stack allocation_id ipv6_address private_ipv4_address "
    "principals not_principals".split()
)
# Outputs about what is left out, and attributes in outputs that are about nothing else.
LEFT_OUT_OUTPUTS = re.compile(
    "vpc_flow_log_(id|destination_arn|cloudwatch_iam_role_arn|deliver_cross_account_role)"
    "|vpc_block_public_access_exclusions"
    "|lambda_(function|layer)_source_code_hash|local_filename|s3_object"
    "|kms_key_.*|aws_auth_configmap_yaml|cluster_addons|access_entries|access_policy_associations|cluster_identity_providers"
    "|cluster_tls_certificate_sha1_fingerprint|cloudwatch_log_group_.*|platform|user_data|image_id"
    "|autoscaling_group_(min_size|max_size|desired_capacity|default_cooldown|health_check_.*|availability_zones)"
    "|autoscaling_group_schedule_arns|access_entry_arn|node_group_taints"
    "|task_set_.*|autoscaling_policies|autoscaling_scheduled_actions|cluster_capacity_providers"
    "|container_definition|container_definition_json"
    "|listener_rules|target_group_attachments"
    "|db_instance_(password|domain.*|availability_zone|ca_cert_identifier|cloudwatch_log_groups|secretsmanager_.*)"
    "|db_(parameter|option)_group_.*|enhanced_monitoring_.*|db_instance_role_associations"
)
# Defaults that may differ: descriptions of named rules, and groups that only a script reads.
OTHER_DEFAULTS = {"rules", "auto_groups"}


def blocks(text, kind):
    """The bodies of the top-level blocks `kind "name" { ... }`."""
    found = {}
    for match in re.finditer(rf'^{kind} "([^"]+)" \{{', text, re.M):
        depth, at, quoted = 1, match.end(), False
        while depth:
            if text[at] == '"' and text[at - 1] != "\\":
                quoted = not quoted
            elif not quoted:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        found[match[1]] = text[match.end() : at - 1]
    return found


def text_of(folder):
    return "\n".join(p.read_text() for p in sorted(Path(folder).glob("*.tf")))


ATTRIBUTE = r"(?:type|description|validation|sensitive|nullable|ephemeral|default)\s*[={]"


def attribute(body, name):
    """An attribute of a variable, without comments and white space."""
    match = re.search(rf"(?:\A |\n  ){name}\s*=\s*(.*?)(?=\n  {ATTRIBUTE}|\Z)", body, re.S)
    return match and re.sub(r"#.*|[\s,]+", "", match[1])


def surface(model, real):
    """What the model lacks of the module's variables and outputs."""
    texts = text_of(model), text_of(real)
    wanted, has = blocks(texts[1], "variable"), blocks(texts[0], "variable")
    for name, body in wanted.items():
        if name not in has:
            yield f"variable {name} is missing"
        elif name not in OTHER_DEFAULTS and not re.fullmatch("auto_ingress_rules|auto_.*_with_self", name):
            default, other = attribute(body, "default"), attribute(has[name], "default")
            if default != other:
                yield f"variable {name} defaults to {other}, not to {default}"
    for name in has.keys() - wanted.keys():
        yield f"variable {name} is not the module's"
    wanted, has = set(blocks(texts[1], "output")), set(blocks(texts[0], "output"))
    for name in wanted ^ has:
        yield f"output {name} is {'missing' if name in wanted else 'not the module’s'}"


def root(source, unknown, local, call):
    arguments = "\n".join(f"  {k} = {v}" for k, v in sorted(call.items()))
    declared = "\n".join(unknown)
    return f"""{Calls.PREAMBLE}
{declared}

locals {{
  {local}
}}

module "it" {{
  source = "{source}"

{arguments}
}}
"""


def show_lookups(folder):
    """`show` leaves out data sources: makes resources, `data_aws_iam_policy` ..., of those that are read."""
    kinds = "|".join(k.removeprefix("data_") for k in READS if k.startswith("data_"))
    for path in Path(folder).rglob("*.tf"):
        text = re.sub(rf'^data "({kinds})" ', r'resource "data_\1" ', path.read_text(), flags=re.M)
        path.write_text(re.sub(rf"\bdata\.({kinds})\.", r"data_\1.", text))


def print_outputs(folder):
    """Makes a root put the outputs of each module that it calls where `show` prints them."""
    folder = Path(folder)
    calls = blocks(text_of(folder), "module")
    text = "".join(
        f'resource "terraform_data" "outputs_of_{name}" {{\n  input = module.{name}\n}}\n' for name in calls
    )
    (folder / "zz_outputs.tf").write_text(text)


def show(binary, folder):
    """What `vpcelint show` says of the roots below a folder: resources by root and address, and errors."""
    binary = str(Path(binary).resolve())
    run = subprocess.run([binary, "show", ".", "--format", "json"], cwd=folder, capture_output=True, text=True)
    if not run.stdout:
        sys.exit(f"{binary} show failed: {run.stderr}")
    said = json.loads(run.stdout)
    roots = {r["root"]: {x["address"]: x for x in r["resources"]} for r in said["roots"]}
    return roots, said["errors"], said["notices"]


def plain(value):
    """A value without the words of why something is not known."""
    if isinstance(value, dict):
        if "unknown" in value:
            return {"unknown": value.get("known")}
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def differences(real, model, covered):
    """How two evaluations of a root differ."""
    for address in sorted(real.keys() | model.keys()):
        one, two = real.get(address), model.get(address)
        kind = (one or two)["type"]
        outputs = kind == "terraform_data" and address.startswith("terraform_data.outputs_of_")
        if LEFT_OUT.search(address) or (kind not in READS and kind not in covered and not outputs):
            continue
        if one is None or two is None:
            yield f"{address} is only in the {'module' if two is None else 'model'}"
            continue
        if one["exists"] != two["exists"]:
            yield f"{address} exists: {one['exists']}, in the model {two['exists']}"
        a, b = plain(one["values"]), plain(two["values"])
        if outputs:
            a, b = kept(a["input"]), kept(b["input"])
            if not (isinstance(a, dict) and isinstance(b, dict)):
                a, b = {"": a}, {"": b}
            names = a.keys() | b.keys()
        else:
            # What only the module sets counts if it is read; null is as if it were not written.
            names = b.keys() | (a.keys() & set(READS.get(kind, "").split()))
        for name in sorted(names):
            x, y = a.get(name), b.get(name)
            if not outputs and isinstance(x, list | dict):
                x, y = within(inside(name, x), inside(name, y)), inside(name, y)
            if name == "container_definitions":
                x, y = containers(x), containers(y)
            if name == "user_data":
                # Rendered of what is not known; that is all a model says of it.
                x, y = x is None, y is None
            if x != y:
                yield f"{address}.{name}: {json.dumps(x)}, in the model {json.dumps(y)}"


def inside(name, value):
    """What is read of the blocks of an attribute."""
    if isinstance(value, list):
        return [inside(name, v) for v in value]
    if isinstance(value, dict) and name in READ_WITHIN and not value.keys() & {"ref", "unknown"}:
        return {k: inside(k, v) for k, v in value.items() if k in READ_WITHIN[name]}
    return value


def containers(value):
    """What is read of container definitions, which are JSON that may have holes."""
    try:
        text = value.get("unknown") if isinstance(value, dict) else value
        found = json.loads(re.sub(r"(?<=[:,\[])\$\{\?\}", '"${?}"', text))
    except (TypeError, ValueError):
        return value
    read = ("name", "image", "logConfiguration", "secrets")
    return [{k: c.get(k) for k in read} if isinstance(c, dict) else c for c in found]


def kept(value):
    """Outputs, of instances of a module as well, without those of what models leave out."""
    if isinstance(value, dict):
        return {k: kept(v) for k, v in value.items() if not LEFT_OUT_OUTPUTS.fullmatch(k)}
    return [kept(v) for v in value] if isinstance(value, list) else value


def within(real, model):
    """A value of the module without parts of blocks that the model leaves out."""
    if isinstance(real, list) and isinstance(model, list) and len(real) == len(model):
        return [within(a, b) for a, b in zip(real, model)]
    if isinstance(real, dict) and isinstance(model, dict) and not real.keys() & {"ref", "unknown"}:
        return {k: within(v, model.get(k)) for k, v in real.items() if k in model or k not in UNREAD}
    return real


def words(errors, folder):
    """What the errors below a folder say, and how often."""
    return Counter(e["message"] for e in errors if e.get("file", "").startswith(folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("model", type=Path)
    parser.add_argument("real", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", action="store_true")
    options = parser.parse_args()
    options.model = options.model.resolve()
    parts = options.model.parts
    kind = options.model.name if parts[-2] == "modules" and parts[-1] != "_any" else parts[parts.index("aws") - 1]
    variables = {n: attribute(b, "type") or "any" for n, b in blocks(text_of(options.real), "variable").items()}
    types = re.findall(r'^(resource|data) "(\w+)"', text_of(options.model), re.M)
    covered = {t if k == "resource" else f"data_{t}" for k, t in types}

    failed = [f"surface: {line}" for line in surface(options.model, options.real)]
    resources = equal = errors = shared = conditional = 0
    rng = random.Random(options.seed)
    for first in range(0, options.count, ROOTS_PER_RUN):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            above = len(options.model.parts) - len(module_root(options.model).parts)
            for name, path in (("real", options.real.resolve()), ("model", options.model)):
                top = path.parents[above - 1] if above else path
                skip = shutil.ignore_patterns("examples", "wrappers", "tests", "_templates", ".git*")
                shutil.copytree(top, folder / name, ignore=skip)
            inside = options.model.relative_to(module_root(options.model))
            if inside.name == "_any":
                shutil.copytree(folder / "model" / inside, folder / "model/modules" / options.real.name)
                inside = inside.parent / options.real.name
            calls = {}
            for n in range(first, min(first + ROOTS_PER_RUN, options.count)):
                made = calls[n] = Calls(kind, rng, variables).call()
                for name, at in (("real", options.real.resolve().relative_to(top_of(options.real, above))), ("model", inside)):
                    here = folder / f"{name}_{n}"
                    here.mkdir()
                    (here / "main.tf").write_text(root(f"../{name}/{at}", *made))
                    print_outputs(here)
            show_lookups(folder)
            roots, wrong, _ = show(options.binary, folder)
            seen = words(wrong, "real"), words(wrong, "model")
            errors += seen[0].total()
            shared += seen[1].total()
            refused = seen[1] - seen[0]
            if refused:
                failed.append(f"errors in calls {first}... of the model alone: {list(refused)}")
            for n, made in calls.items():
                one, two = roots[f"real_{n}"], roots[f"model_{n}"]
                found = list(differences(one, two, covered))
                resources += sum(a.startswith("module.") for a in two)
                conditional += sum(r["exists"] != "yes" for r in two.values())
                equal += not found
                if found:
                    failed.append(f"call {n}:\n" + root("MODULE", *made)[len(Calls.PREAMBLE) :] + "\n".join(found[:8]))
    print(
        f"{options.model}: {equal} of {options.count} calls equal, with {resources} resources in the model, "
        f"{conditional} of them conditional, and {errors} errors, {shared} of them in the model as well"
    )
    if options.examples:
        failed += examples(options, covered)
    for line in failed[:SHOWN]:
        print(line)
    if len(failed) > SHOWN:
        print(f"and {len(failed) - SHOWN} more")
    return bool(failed)


def module_root(model):
    """The folder of the major version above a model."""
    while not re.fullmatch(r"v\d+", model.name):
        model = model.parent
    return model


def top_of(real, above):
    real = real.resolve()
    return real.parents[above - 1] if above else real


def examples(options, covered):
    """Evaluates the examples of the whole checkout with the module and with its models."""
    model = module_root(options.model)
    top = top_of(options.real, len(options.model.parts) - len(model.parts))
    failed, equal = [], 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ("real", "model"):
            shutil.copytree(top, folder / name, ignore=shutil.ignore_patterns(".git*", "wrappers", "_templates"))
        for path in folder.joinpath("model").glob("*.tf"):
            path.unlink()
        shutil.copytree(model, folder / "model", dirs_exist_ok=True)
        for sub in (p for p in model.glob("modules/*") if (top / "modules" / p.name).exists()):
            into = folder / "model/modules" / sub.name
            shutil.rmtree(into)
            shutil.copytree(sub, into)
        if (model / "modules/_any").exists():
            for sub in (p for p in (top / "modules").iterdir() if (p / "main.tf").exists() and p.name != "_templates"):
                shutil.rmtree(folder / "model/modules" / sub.name)
                shutil.copytree(model / "modules/_any", folder / "model/modules" / sub.name)
        found = sorted({p.parent.relative_to(top / "examples") for p in (top / "examples").rglob("*.tf")})
        for example in found:
            print_outputs(folder / "real/examples" / example)
            print_outputs(folder / "model/examples" / example)
        show_lookups(folder)
        roots, wrong, _ = show(options.binary, folder)
        for example in found:
            one, two = (roots.get(f"{name}/examples/{example}") for name in ("real", "model"))
            if one is None or two is None:
                failed.append(f"example {example} is no root")
                continue
            lines = list(differences(one, two, covered | set(READS)))
            equal += not lines
            if lines:
                failed.append(f"example {example}:\n" + "\n".join(lines[:8]))
        seen = words(wrong, "real/"), words(wrong, "model/")
        if seen[1] - seen[0]:
            failed.append(f"errors in examples of the models alone: {list(seen[1] - seen[0])}")
        print(f"{equal} of {len(found)} examples equal")
    return failed


if __name__ == "__main__":
    sys.exit(main())
