use super::imports::graph;
use super::sources::{self, Module};
use super::{cycles, layers};

fn module(path: &str, text: &str) -> Module {
    let path = path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Module { path, root: String::from("lib"), ..sources::parse(text) }
}

fn edges(modules: &[Module]) -> Vec<String> {
    let graph = graph(modules);
    let edges = graph.iter().flat_map(|(from, uses)| uses.keys().map(move |to| format!("{from} -> {to}")));
    edges.collect()
}

#[test]
fn a_path_counts_for_the_file_that_defines_what_it_names() {
    let root = || module("", "mod a; mod b; pub use a::A;");
    for (case, a, b, wanted) in [
        ("through crate", "pub struct A;", "use crate::a::A;", "b -> a"),
        ("through a re-export of the root", "pub struct A;", "use crate::A;", "b -> a"),
        ("through super", "pub struct A;", "use super::A;", "b -> a"),
        ("as a module", "pub fn f() {}", "use crate::a; fn g() { a::f() }", "b -> a"),
        ("without use", "pub fn f() {}", "fn g() { crate::a::f() }", "b -> a"),
        ("in a macro", "pub fn f() {}", "fn g() { assert!(crate::a::f()) }", "b -> a"),
        ("renamed", "pub struct A;", "use crate::a::A as B; type C = B;", "b -> a"),
        ("by a star", "pub struct A;", "use crate::a::*; type B = A;", "b -> a"),
    ] {
        assert_eq!(edges(&[root(), module("a", a), module("b", b)]), [wanted], "{case}");
    }
}

#[test]
fn tests_and_other_crates_do_not_count() {
    for b in [
        "#[cfg(test)] mod tests { use crate::a::A; }",
        "#[cfg(test)] use crate::a::A;",
        "#[test] fn t() { crate::a::f() }",
        "use a_crate::a::A;",
        "use std::fmt;",
    ] {
        let modules = [module("", "mod a; mod b;"), module("a", "pub struct A; pub fn f() {}"), module("b", b)];
        assert_eq!(edges(&modules), Vec::<String>::new(), "{b}");
    }
}

#[test]
fn a_parent_that_only_re_exports_is_in_no_cycle() {
    let parent = "mod b; mod c; pub(crate) use b::B; pub(crate) use c::C;";
    let modules = [
        module("", "mod a;"),
        module("a", parent),
        module("a::b", "pub struct B;"),
        module("a::c", "use super::B; pub struct C(B);"),
    ];
    assert_eq!(edges(&modules), ["a::c -> a::b"]);
    let modules = [
        module("", "mod a;"),
        module("a", "mod b; pub(crate) use b::B; pub struct A(B);"),
        module("a::b", "use super::A; pub struct B(A);"),
    ];
    assert_eq!(edges(&modules), ["a -> a::b", "a::b -> a"], "a parent that uses what it re-exports");
}

#[test]
fn cycles_are_found_whole_and_apart() {
    let modules = [
        module("", "mod a; mod b; mod c; mod d; mod e; mod f;"),
        module("a", "use crate::b::B; pub struct A;"),
        module("b", "use crate::c::C; pub struct B;"),
        module("c", "use crate::a::A; use crate::d::D; pub struct C;"),
        module("d", "pub struct D;"),
        module("e", "use crate::f::F; pub struct E;"),
        module("f", "use crate::e::E; pub struct F;"),
    ];
    let cycles: Vec<Vec<String>> =
        cycles::find(&graph(&modules)).into_iter().map(|c| c.into_iter().collect()).collect();
    assert_eq!(cycles, [vec!["a", "b", "c"], vec!["e", "f"]]);
}

#[test]
fn a_layer_imports_from_below() {
    let violations = |from: &str, to: &str| {
        let to_file = module(to, "pub struct X;");
        let from_file = module(from, &format!("use crate::{to}::X;"));
        layers::violations(&graph(&[module("", &format!("mod {from}; mod {to};")), from_file, to_file]))
    };
    for (from, to) in [
        ("pages", "api"),
        ("api", "sign_in"),
        ("api", "state"),
        ("sign_in", "session"),
        ("session", "http"),
        ("router", "pages"),
    ] {
        assert_eq!(violations(from, to), Vec::<String>::new(), "{from} -> {to}");
    }
    for (from, to) in
        [("http", "session"), ("sign_in", "forward_auth"), ("api", "pages"), ("session", "state"), ("pages", "router")]
    {
        assert_eq!(violations(from, to).len(), 1, "{from} -> {to}");
    }
}
