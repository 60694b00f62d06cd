//! The comparison of what is declared with what the tables allow.

use std::fmt;

use super::edge::{Edge, Table};
use super::tables::{CRATES, CrateRule, GUARDS, Place};

/// A dependency, or a crate, that no rule allows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// A crate of the workspace that the table does not list.
    UnknownCrate(String),
    /// An edge that the picture does not have.
    Direction { edge: Edge, allowed: Vec<&'static str> },
    /// A guarded crate outside its place.
    Guarded { edge: Edge, rule: String },
    /// A crate from outside, in a crate that takes only some.
    Outside { edge: Edge, allowed: &'static [&'static str] },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCrate(name) => write!(f, "{name}: no rule says what this crate may depend on"),
            Self::Direction { edge, allowed } if allowed.is_empty() => {
                write!(f, "{edge}: {} may know no crate of the workspace", edge.from)
            }
            Self::Direction { edge, allowed } => {
                write!(f, "{edge}: {} may know only {}", edge.from, allowed.join(", "))
            }
            Self::Guarded { edge, rule } => write!(f, "{edge}: {rule}"),
            Self::Outside { edge, allowed } => {
                write!(f, "{edge}: {} takes only {} from outside", edge.from, allowed.join(", "))
            }
        }
    }
}

/// Compares the crates of the workspace (`crates`) and their dependencies with both tables.
pub(super) fn violations(crates: &[&str], edges: &[Edge]) -> Vec<Violation> {
    let unknown = crates.iter().filter(|name| find_crate(name).is_none());
    let mut found: Vec<Violation> = unknown.map(|name| Violation::UnknownCrate((*name).to_owned())).collect();
    found.extend(edges.iter().filter_map(|edge| find_crate(&edge.from).and_then(|known| judge(known, edge))));
    found
}

fn find_crate(name: &str) -> Option<&'static CrateRule> {
    CRATES.iter().find(|known| known.name == name)
}

fn judge(known: &CrateRule, edge: &Edge) -> Option<Violation> {
    if edge.internal { judge_direction(known, edge) } else { judge_outside(known, edge) }
}

fn judge_direction(known: &CrateRule, edge: &Edge) -> Option<Violation> {
    let mut allowed = known.knows.to_vec();
    if edge.table == Table::Tests {
        allowed.extend(known.tests_know);
    }
    // A crate may name itself in its dev-dependencies to switch on its own features.
    let itself = edge.table == Table::Tests && edge.to == edge.from;
    (!itself && !allowed.contains(&edge.to.as_str())).then(|| Violation::Direction { edge: edge.clone(), allowed })
}

fn judge_outside(known: &CrateRule, edge: &Edge) -> Option<Violation> {
    if let Some(allowed) = known.outside.filter(|allowed| !allowed.contains(&edge.to.as_str())) {
        return Some(Violation::Outside { edge: edge.clone(), allowed });
    }
    let guard = GUARDS.iter().find(|guard| guard.name == edge.to)?;
    if edge.table == Table::Tests && guard.tests.contains(&known.name) {
        return None;
    }
    let rule = match guard.place {
        Place::Only(crates) if !crates.contains(&known.name) => format!("only in {}; {}", crates.join(", "), guard.why),
        Place::NotIn(crates) if crates.contains(&known.name) => format!("not in {}; {}", known.name, guard.why),
        Place::Only(_) | Place::NotIn(_) => return None,
    };
    Some(Violation::Guarded { edge: edge.clone(), rule })
}

#[cfg(test)]
mod tests {
    use super::{CRATES, GUARDS, Place, find_crate, violations};
    use crate::deps::edge::{Edge, Table};

    fn edge(text: &str, internal: bool) -> Edge {
        let (from, to) = text.split_once(" -> ").unwrap();
        let (to, table) = match to.strip_suffix(" (dev-dependency)") {
            Some(to) => (to, Table::Tests),
            None => (to, Table::Product),
        };
        Edge { from: from.to_owned(), to: to.to_owned(), table, internal }
    }

    fn messages(edge: Edge) -> Vec<String> {
        violations(&[], &[edge]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn edges_of_the_picture_are_allowed() {
        for (name, internal) in [
            ("vestibule-server -> vestibule-registry", true),
            ("vestibule-server -> vestibule-store", true),
            ("vestibule-registry -> vestibule-core", true),
            ("vestibule-demo-idp -> vestibule-core", true),
            ("vestibule -> vestibule-plugin-host", true),
            ("vestibule-dev -> vestibule-server", true),
            ("vestibule-tests -> vestibule (dev-dependency)", true),
            ("vestibule-protocol -> vestibule-demo-idp (dev-dependency)", true),
            ("vestibule-store -> vestibule-store (dev-dependency)", true),
            ("vestibule-config -> figment", false),
            ("vestibule-store -> sqlx", false),
            ("vestibule-protocol -> openidconnect", false),
            ("vestibule-tests -> reqwest", false),
            ("vestibule-demo-idp -> reqwest (dev-dependency)", false),
            ("vestibule-plugin-host -> libloading", false),
            ("vestibule-plugin -> serde_json", false),
            ("vestibule-server -> tokio", false),
        ] {
            assert_eq!(messages(edge(name, internal)), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn any_other_edge_is_named_with_its_rule() {
        for (name, internal, rule) in [
            ("vestibule-core -> vestibule-store", true, "may know no crate of the workspace"),
            ("vestibule-registry -> vestibule-protocol", true, "may know only vestibule-apps, vestibule-core"),
            ("vestibule-config -> vestibule-registry", true, "may know only vestibule-apps, vestibule-core"),
            (
                "vestibule-server -> vestibule-protocol",
                true,
                "may know only vestibule-apps, vestibule-core, vestibule-i18n, vestibule-jose, vestibule-registry",
            ),
            ("vestibule-server -> vestibule-config (dev-dependency)", true, "may know only"),
            ("vestibule-protocol -> vestibule-demo-idp", true, "may know only vestibule-core"),
            (
                "vestibule-registry -> vestibule-demo-idp (dev-dependency)",
                true,
                "may know only vestibule-apps, vestibule-core",
            ),
            ("vestibule -> vestibule-dev", true, "may know only"),
            ("vestibule-plugin -> vestibule-core", true, "may know no crate of the workspace"),
            ("vestibule-store -> vestibule-store", true, "may know only vestibule-apps, vestibule-core"),
            ("vestibule-core -> a-path-outside-the-workspace", true, "may know no crate of the workspace"),
            ("vestibule-core -> tokio", false, "not in vestibule-core"),
            ("vestibule-core -> tokio (dev-dependency)", false, "not in vestibule-core"),
            ("vestibule-core -> axum", false, "not in vestibule-core"),
            ("vestibule-core -> sqlx", false, "only in vestibule-store"),
            ("vestibule-server -> figment", false, "only in vestibule-config"),
            ("vestibule-server -> openidconnect", false, "only in vestibule-protocol"),
            ("vestibule-server -> oauth2", false, "only in vestibule-protocol"),
            ("vestibule-server -> libloading", false, "only in vestibule-plugin-host"),
            ("vestibule-server -> reqwest (dev-dependency)", false, "only in vestibule-client, vestibule-protocol"),
            ("vestibule-demo-idp -> reqwest", false, "only in vestibule-client, vestibule-protocol"),
            ("vestibule-plugin -> tokio", false, "takes only serde, serde_json from outside"),
        ] {
            let found = messages(edge(name, internal));
            assert_eq!(found.len(), 1, "{name}: {found:?}");
            assert!(found[0].starts_with(&format!("{name}: ")), "{name}: {found:?}");
            assert!(found[0].contains(rule), "{name}: {found:?} should say {rule:?}");
        }
    }

    #[test]
    fn a_crate_without_a_row_is_refused() {
        let found = violations(&["vestibule-core", "vestibule-garage"], &[]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "vestibule-garage: no rule says what this crate may depend on");
    }

    #[test]
    fn the_table_has_no_cycle_and_names_only_known_crates() {
        // A crate may know only crates that can be built before it: repeat until nothing is left to build.
        let mut built: Vec<&str> = Vec::new();
        while built.len() < CRATES.len() {
            let next = CRATES
                .iter()
                .filter(|known| !built.contains(&known.name) && known.knows.iter().all(|name| built.contains(name)))
                .map(|known| known.name)
                .collect::<Vec<_>>();
            assert!(!next.is_empty(), "a cycle or an unknown name beyond {built:?}");
            built.extend(next);
        }
        for guard in GUARDS {
            let (Place::Only(crates) | Place::NotIn(crates)) = guard.place;
            let named = crates.iter().chain(guard.tests);
            assert!(named.into_iter().all(|name| find_crate(name).is_some()), "{} names an unknown crate", guard.name);
        }
    }
}
