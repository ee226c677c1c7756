//! The table of all functions, by name.

use super::Wanted::{
    Any, Bool, ListOfAny, ListOfBool, ListOfNumber, ListOfString, MapOfAny, MapOfStrings, Number,
    SetOfAny, SetOfString, String,
};
use super::{
    Answer, Call, Function, Param, Wanted, collections, compact, conversion, csv, date, encoding,
    files, format, hash, json, lists, maps, network, numbers, regexes, sets, strings, yaml,
};

const fn param(name: &'static str, ty: Wanted) -> Param {
    Param { name, ty, null: false, unknown: false, marked: false }
}

const fn any(name: &'static str) -> Param {
    param(name, Any)
}

const fn text(name: &'static str) -> Param {
    param(name, String)
}

const fn number(name: &'static str) -> Param {
    param(name, Number)
}

impl Param {
    /// Takes null.
    const fn null(self) -> Self {
        Self { null: true, ..self }
    }

    /// Unknown arguments are the function's own matter.
    const fn unknown(self) -> Self {
        Self { unknown: true, ..self }
    }

    /// Marks are the function's own matter.
    const fn marked(self) -> Self {
        Self { marked: true, ..self }
    }
}

const fn function(
    name: &'static str,
    params: &'static [Param],
    result: Wanted,
    run: fn(&Call<'_>) -> Answer,
) -> Function {
    Function { name, params, variadic: None, result, run }
}

impl Function {
    /// Takes further arguments.
    const fn and(self, param: Param) -> Self {
        Self { variadic: Some(param), ..self }
    }
}

/// Sorted by name.
pub(super) static FUNCTIONS: &[Function] = &[
    function("abs", &[number("num").unknown().marked()], Number, numbers::abs),
    function("abspath", &[text("path")], String, files::abspath),
    function("alltrue", &[param("list", ListOfBool).unknown()], Bool, collections::alltrue),
    function("anytrue", &[param("list", ListOfBool).unknown()], Bool, collections::anytrue),
    function("base64decode", &[text("str").marked()], String, encoding::base64decode),
    function("base64encode", &[text("str")], String, encoding::base64encode),
    function("base64gzip", &[text("str")], String, encoding::base64gzip),
    function("base64sha256", &[text("str")], String, hash::base64sha256),
    function("base64sha512", &[text("str")], String, hash::base64sha512),
    function("basename", &[text("path")], String, files::basename),
    function("bcrypt", &[text("str")], String, conversion::impure).and(number("cost")),
    function("ceil", &[number("num")], Number, numbers::ceil),
    function("chomp", &[text("str")], String, strings::chomp),
    function(
        "chunklist",
        &[param("list", ListOfAny).unknown().marked(), number("size").unknown().marked()],
        Any,
        lists::chunklist,
    ),
    function("cidrhost", &[text("prefix"), number("hostnum")], String, network::cidrhost),
    function("cidrnetmask", &[text("prefix")], String, network::cidrnetmask),
    function(
        "cidrsubnet",
        &[text("prefix"), number("newbits"), number("netnum")],
        String,
        network::cidrsubnet,
    ),
    function("cidrsubnets", &[text("prefix")], ListOfString, network::cidrsubnets)
        .and(number("newbits")),
    function("coalesce", &[], Any, collections::coalesce).and(any("vals").null().unknown()),
    function("coalescelist", &[], Any, lists::coalescelist).and(any("vals").null().unknown()),
    function("compact", &[param("list", ListOfString).unknown()], ListOfString, compact::compact),
    function("concat", &[], Any, lists::concat).and(any("seqs").unknown().marked()),
    function(
        "contains",
        &[any("list").unknown(), any("value").unknown()],
        Bool,
        collections::contains,
    ),
    function("csvdecode", &[text("str")], Any, csv::csvdecode),
    function("dirname", &[text("path")], String, files::dirname),
    function("distinct", &[param("list", ListOfAny).unknown()], Any, lists::distinct),
    function(
        "element",
        &[any("list").unknown().marked(), number("index").unknown()],
        Any,
        lists::element,
    ),
    function("endswith", &[text("str").unknown(), text("suffix")], Bool, strings::endswith),
    function(
        "ephemeralasnull",
        &[any("value").null().unknown().marked()],
        Any,
        conversion::ephemeralasnull,
    ),
    function("file", &[text("path")], String, files::file),
    function("filebase64", &[text("path")], String, files::filebase64),
    function("filebase64sha256", &[text("path")], String, hash::filebase64sha256),
    function("filebase64sha512", &[text("path")], String, hash::filebase64sha512),
    function("fileexists", &[text("path")], Bool, files::fileexists),
    function("filemd5", &[text("path")], String, hash::filemd5),
    function("fileset", &[text("path"), text("pattern")], SetOfString, files::fileset),
    function("filesha1", &[text("path")], String, hash::filesha1),
    function("filesha256", &[text("path")], String, hash::filesha256),
    function("filesha512", &[text("path")], String, hash::filesha512),
    function("flatten", &[any("list").unknown().marked()], Any, lists::flatten),
    function("floor", &[number("num")], Number, numbers::floor),
    function("format", &[text("format")], String, format::format).and(any("args").null().unknown()),
    function("formatdate", &[text("format"), text("time")], String, date::formatdate),
    function("formatlist", &[text("format")], ListOfString, format::formatlist)
        .and(any("args").null().unknown()),
    function("indent", &[number("spaces"), text("str").unknown()], String, strings::indent),
    function("index", &[any("list").unknown(), any("value").unknown()], Number, collections::index),
    function(
        "issensitive",
        &[any("value").null().unknown().marked()],
        Bool,
        conversion::issensitive,
    ),
    function("join", &[text("separator").unknown()], String, strings::join)
        .and(param("lists", ListOfString).unknown()),
    function("jsondecode", &[text("str")], Any, json::decode),
    function("jsonencode", &[any("val").null().unknown()], String, json::encode),
    function("keys", &[any("inputMap").unknown().marked()], Any, maps::keys),
    function("length", &[any("value").unknown().marked()], Number, collections::length),
    function("list", &[], Any, conversion::removed).and(any("vals").null().unknown()),
    function("log", &[number("num"), number("base")], Number, numbers::log),
    function(
        "lookup",
        &[any("inputMap").unknown().marked(), text("key").unknown().marked()],
        Any,
        maps::lookup,
    )
    .and(any("default").null().unknown().marked()),
    function("lower", &[text("str").unknown()], String, strings::lower),
    function("map", &[], Any, conversion::removed).and(any("vals").null().unknown()),
    function(
        "matchkeys",
        &[
            param("values", ListOfAny).unknown(),
            param("keys", ListOfAny).unknown(),
            param("searchset", ListOfAny).unknown(),
        ],
        Any,
        collections::matchkeys,
    ),
    function("max", &[], Number, numbers::max).and(number("numbers").unknown()),
    function("md5", &[text("str")], String, hash::md5),
    function("merge", &[], Any, maps::merge).and(any("maps").null().unknown().marked()),
    function("min", &[], Number, numbers::min).and(number("numbers").unknown()),
    function(
        "nonsensitive",
        &[any("value").null().unknown().marked()],
        Any,
        conversion::nonsensitive,
    ),
    function("one", &[any("list").unknown()], Any, collections::one),
    function(
        "parseint",
        &[any("number").unknown(), number("base").unknown()],
        Number,
        numbers::parseint,
    ),
    function("pathexpand", &[text("path")], String, files::pathexpand),
    function("plantimestamp", &[], String, conversion::impure),
    function("pow", &[number("num"), number("power")], Number, numbers::pow),
    function("range", &[], ListOfNumber, numbers::range).and(number("params")),
    function("regex", &[text("pattern").unknown(), text("string").unknown()], Any, regexes::regex),
    function(
        "regexall",
        &[text("pattern").unknown(), text("string").unknown()],
        Any,
        regexes::regexall,
    ),
    function(
        "replace",
        &[text("str").unknown(), text("substr"), text("replace").unknown()],
        String,
        regexes::replace,
    ),
    function("reverse", &[any("list").unknown().marked()], Any, lists::reverse),
    function(
        "rsadecrypt",
        &[text("ciphertext"), text("privatekey")],
        String,
        conversion::rsadecrypt,
    ),
    function("sensitive", &[any("value").null().unknown().marked()], Any, conversion::sensitive),
    function(
        "setintersection",
        &[param("first_set", SetOfAny).unknown()],
        Any,
        sets::setintersection,
    )
    .and(param("other_sets", SetOfAny).unknown()),
    function("setproduct", &[], Any, sets::setproduct).and(any("sets").unknown().marked()),
    function(
        "setsubtract",
        &[param("a", SetOfAny).unknown(), param("b", SetOfAny).unknown()],
        Any,
        sets::setsubtract,
    ),
    function("setunion", &[param("first_set", SetOfAny).unknown()], Any, sets::setunion)
        .and(param("other_sets", SetOfAny).unknown()),
    function("sha1", &[text("str")], String, hash::sha1),
    function("sha256", &[text("str")], String, hash::sha256),
    function("sha512", &[text("str")], String, hash::sha512),
    function("signum", &[number("num")], Number, numbers::signum),
    function(
        "slice",
        &[
            any("list").unknown().marked(),
            number("start_index").unknown(),
            number("end_index").unknown(),
        ],
        Any,
        lists::slice,
    ),
    function("sort", &[param("list", ListOfString).unknown()], ListOfString, strings::sort),
    function("split", &[text("separator"), text("str").unknown()], ListOfString, strings::split),
    function("startswith", &[text("str").unknown(), text("prefix")], Bool, strings::startswith),
    function("strcontains", &[text("str").unknown(), text("substr")], Bool, strings::strcontains),
    function("strrev", &[text("str")], String, strings::strrev),
    function(
        "substr",
        &[text("str").unknown(), number("offset"), number("length")],
        String,
        strings::substr,
    ),
    function("sum", &[any("list").unknown()], Number, numbers::sum),
    function(
        "templatefile",
        &[text("path").unknown(), any("vars").unknown()],
        Any,
        files::templatefile,
    ),
    function("templatestring", &[text("template"), any("vars")], String, files::templatestring),
    function(
        "textdecodebase64",
        &[text("source"), text("encoding")],
        String,
        encoding::textdecodebase64,
    ),
    function(
        "textencodebase64",
        &[text("string"), text("encoding")],
        String,
        encoding::textencodebase64,
    ),
    function("timeadd", &[text("timestamp"), text("duration")], String, date::timeadd),
    function("timecmp", &[text("timestamp_a"), text("timestamp_b")], Number, date::timecmp),
    function("timestamp", &[], String, conversion::impure),
    function("title", &[text("str")], String, strings::title),
    function("tobool", &[any("v").null().unknown().marked()], Bool, conversion::to),
    function("tolist", &[any("v").null().unknown().marked()], ListOfAny, conversion::to),
    function("tomap", &[any("v").null().unknown().marked()], MapOfAny, conversion::to),
    function("tonumber", &[any("v").null().unknown().marked()], Number, conversion::to),
    function("toset", &[any("v").null().unknown().marked()], SetOfAny, conversion::to),
    function("tostring", &[any("v").null().unknown().marked()], String, conversion::to),
    function(
        "transpose",
        &[param("values", MapOfStrings).unknown()],
        MapOfStrings,
        collections::transpose,
    ),
    function("trim", &[text("str"), text("cutset")], String, strings::trim),
    function("trimprefix", &[text("str").unknown(), text("prefix")], String, strings::trimprefix),
    function("trimspace", &[text("str")], String, strings::trimspace),
    function("trimsuffix", &[text("str").unknown(), text("suffix")], String, strings::trimsuffix),
    function("upper", &[text("str").unknown()], String, strings::upper),
    function("urlencode", &[text("str")], String, encoding::urlencode),
    function("uuid", &[], String, conversion::impure),
    function("uuidv5", &[text("namespace"), text("name")], String, hash::uuidv5),
    function("values", &[any("mapping").unknown().marked()], Any, maps::values),
    function("yamldecode", &[text("src")], Any, yaml::decode),
    function("yamlencode", &[any("value").null().unknown()], String, yaml::encode),
    function(
        "zipmap",
        &[param("keys", ListOfString).unknown().marked(), any("values").unknown().marked()],
        Any,
        maps::zipmap,
    ),
];
