//! The rules, as two tables: which crates a crate may know, and where a guarded crate may appear.

/// One crate of the workspace and what it may depend on.
pub(super) struct CrateRule {
    pub(super) name: &'static str,
    /// Crates of the workspace, in any table of the manifest.
    pub(super) knows: &'static [&'static str],
    /// Crates of the workspace that only its tests may know.
    pub(super) tests_know: &'static [&'static str],
    /// Crates from outside; `None` = any that no guard names.
    pub(super) outside: Option<&'static [&'static str]>,
}

const fn rule(name: &'static str, knows: &'static [&'static str]) -> CrateRule {
    CrateRule { name, knows, tests_know: &[], outside: None }
}

/// The picture in docs/architecture.md, "Dependency direction". Everything flows towards `core`; siblings do not meet.
pub(super) const CRATES: &[CrateRule] = &[
    rule("vestibule-core", &[]),
    CrateRule { outside: Some(&["serde", "serde_json"]), ..rule("vestibule-plugin", &[]) },
    rule("vestibule-plugin-host", &["vestibule-core", "vestibule-plugin"]),
    // Plugins know what every plugin's author knows.
    rule("vestibule-plugin-fixture", &["vestibule-plugin"]),
    rule("vestibule-plugin-oauth1", &["vestibule-plugin"]),
    rule("vestibule-plugin-steam", &["vestibule-plugin"]),
    rule("vestibule-i18n", &[]),
    // For other programs: it brings nothing of ours with it.
    rule("vestibule-client", &[]),
    // Rules without I/O, as `core` has them, for those who serve applications or read what they are.
    rule("vestibule-apps", &["vestibule-core"]),
    rule("vestibule-config", &["vestibule-apps", "vestibule-core"]),
    rule("vestibule-jose", &["vestibule-core"]),
    // The drivers are proven against a small real provider.
    CrateRule {
        tests_know: &["vestibule-demo-idp"],
        ..rule("vestibule-protocol", &["vestibule-core", "vestibule-jose"])
    },
    // Definitions are tested with the protocols that there are.
    CrateRule {
        tests_know: &["vestibule-protocol"],
        ..rule("vestibule-registry", &["vestibule-apps", "vestibule-core"])
    },
    rule("vestibule-store", &["vestibule-apps", "vestibule-core"]),
    rule("vestibule-demo-idp", &["vestibule-apps", "vestibule-core", "vestibule-jose"]),
    rule(
        "vestibule-server",
        &[
            "vestibule-apps",
            "vestibule-core",
            "vestibule-i18n",
            "vestibule-jose",
            "vestibule-registry",
            "vestibule-store",
        ],
    ),
    // The one place that knows everybody, for applications that have it in their own process.
    rule(
        "vestibule",
        &[
            "vestibule-apps",
            "vestibule-config",
            "vestibule-core",
            "vestibule-demo-idp",
            "vestibule-jose",
            "vestibule-plugin-host",
            "vestibule-protocol",
            "vestibule-registry",
            "vestibule-server",
            "vestibule-store",
        ],
    ),
    // The program: the library, a command line and what is measured.
    rule(
        "vestibule-cli",
        &[
            "vestibule",
            "vestibule-apps",
            "vestibule-config",
            "vestibule-core",
            "vestibule-plugin-host",
            "vestibule-registry",
            "vestibule-server",
            "vestibule-store",
        ],
    ),
    // Applications know the library, and nothing that it consists of.
    rule("vestibule-example-minimal", &["vestibule"]),
    rule("vestibule-example-nested", &["vestibule"]),
    CrateRule { tests_know: &["vestibule-tests"], ..rule("vestibule-example-file-sharing", &["vestibule"]) },
    CrateRule { tests_know: &["vestibule-tests"], ..rule("vestibule-example-own-store", &["vestibule"]) },
    // It shows what there is below the library.
    CrateRule {
        tests_know: &["vestibule-demo-idp", "vestibule-tests"],
        ..rule("vestibule-example-headless", &["vestibule-core", "vestibule-protocol", "vestibule-registry"])
    },
    // What is rendered from the program and what measures it; `cargo dev` itself is built without.
    rule(
        "vestibule-dev",
        &[
            "vestibule-apps",
            "vestibule-config",
            "vestibule-core",
            "vestibule-demo-idp",
            "vestibule-i18n",
            "vestibule-plugin",
            "vestibule-plugin-host",
            "vestibule-protocol",
            "vestibule-registry",
            "vestibule-server",
        ],
    ),
    rule(
        "vestibule-tests",
        &[
            "vestibule",
            "vestibule-apps",
            "vestibule-client",
            "vestibule-config",
            "vestibule-core",
            "vestibule-demo-idp",
            "vestibule-jose",
            "vestibule-plugin",
            "vestibule-plugin-fixture",
            "vestibule-plugin-host",
            "vestibule-plugin-oauth1",
            "vestibule-plugin-steam",
            "vestibule-protocol",
            "vestibule-registry",
            "vestibule-server",
            "vestibule-store",
        ],
    ),
];

/// A crate from outside that is not for everybody.
pub(super) struct Guard {
    pub(super) name: &'static str,
    pub(super) place: Place,
    /// Crates whose tests may use it although they may not.
    pub(super) tests: &'static [&'static str],
    pub(super) why: &'static str,
}

pub(super) enum Place {
    /// Nowhere but in these crates.
    Only(&'static [&'static str]),
    /// Anywhere but in these crates.
    NotIn(&'static [&'static str]),
}

/// docs/architecture.md, "Dependency direction": which library lives where. Tests are no exception unless they are
/// named, because a library that tests need shapes the crate.
pub(super) const GUARDS: &[Guard] = &[
    Guard {
        name: "figment",
        place: Place::Only(&["vestibule-config"]),
        tests: &[],
        why: "configuration files and the environment are read in `config` and nowhere else",
    },
    Guard {
        name: "sqlx",
        place: Place::Only(&["vestibule-store", "vestibule-example-file-sharing", "vestibule-example-own-store"]),
        tests: &[],
        why: "databases are behind the traits of `store`",
    },
    Guard {
        name: "openidconnect",
        place: Place::Only(&["vestibule-protocol"]),
        tests: &[],
        why: "protocols are behind the driver traits of `core`",
    },
    Guard {
        name: "oauth2",
        place: Place::Only(&["vestibule-protocol"]),
        tests: &[],
        why: "protocols are behind the driver traits of `core`",
    },
    Guard {
        name: "webauthn-rs",
        place: Place::Only(&["vestibule-server"]),
        tests: &[],
        why: "passkeys are verified in `server`; what `store` keeps of them is a text that it does not read",
    },
    Guard {
        name: "fluent-bundle",
        place: Place::Only(&["vestibule-i18n"]),
        tests: &[],
        why: "texts are read in `i18n` and nowhere else",
    },
    Guard {
        name: "libloading",
        place: Place::Only(&["vestibule-plugin-host"]),
        tests: &[],
        why: "native code is loaded in `plugin-host` and nowhere else",
    },
    Guard {
        name: "reqwest",
        place: Place::Only(&["vestibule-client", "vestibule-protocol", "vestibule-tests"]),
        // A provider is tested by asking it over HTTP, as its relying parties do.
        tests: &["vestibule-demo-idp"],
        why: "outgoing requests go through `protocol`, which enforces the network rules; a client runs elsewhere",
    },
    Guard {
        name: "tokio",
        place: Place::NotIn(&["vestibule-apps", "vestibule-core"]),
        tests: &[],
        why: "`core` is rules without a runtime, so that each is a table test",
    },
    Guard {
        name: "axum",
        place: Place::NotIn(&["vestibule-apps", "vestibule-core"]),
        tests: &[],
        why: "`core` knows no web server",
    },
    Guard {
        name: "clap",
        place: Place::Only(&["vestibule-cli", "vestibule-dev"]),
        tests: &[],
        why: "the command line is the program's; an application that embeds the library has its own",
    },
    Guard { name: "indicatif", place: Place::Only(&["vestibule-cli"]), tests: &[], why: "a library shows no progress" },
    Guard {
        name: "rpassword",
        place: Place::Only(&["vestibule-cli"]),
        tests: &[],
        why: "a library asks nothing at a terminal",
    },
    Guard {
        name: "opentelemetry_sdk",
        place: Place::Only(&["vestibule-cli"]),
        tests: &[],
        why: "a library makes spans; where they are sent is decided by the program",
    },
    Guard {
        name: "tracing-subscriber",
        place: Place::Only(&["vestibule-cli", "vestibule-tests"]),
        tests: &[],
        why: "a library writes no log of its own",
    },
];
