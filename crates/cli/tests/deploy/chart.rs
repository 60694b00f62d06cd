//! The Helm chart, and what is next to it for clusters. What can be said without a template engine of Go is said here;
//! `tests/packages/chart.rs` renders it with Helm.

use std::fs;

use serde_json::Value;

use crate::{configured, repository, text, yaml};

const CHART: &str = "deploy/helm/vestibule";

fn templates() -> Vec<(String, String)> {
    let files = fs::read_dir(repository(&format!("{CHART}/templates"))).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

/// `a.b` for each `.Values.a.b`.
fn values_used(template: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let uses = template.split(".Values.").skip(1).filter_map(|rest| rest.split(|c| !is_part(c)).next());
    uses.map(|path| path.trim_end_matches('.')).collect()
}

#[test]
fn every_value_that_a_template_uses_has_a_default() {
    let defaults = yaml(&format!("{CHART}/values.yaml"));
    let mut used = 0;
    for (file, template) in templates() {
        for path in values_used(&template) {
            let found = path.split('.').try_fold(&defaults, |value: &Value, key| value.get(key));
            assert!(found.is_some(), "{file}: {path} has no default");
            used += 1;
        }
    }
    assert!(used > 20, "{used}");
}

#[test]
fn the_chart_is_of_this_version() {
    let chart = yaml(&format!("{CHART}/Chart.yaml"));
    for key in ["version", "appVersion"] {
        assert_eq!(chart[key].as_str(), Some(env!("CARGO_PKG_VERSION")), "{key}");
    }
}

/// The variables of the pod are settings that a server reads, and so is its configuration file.
#[test]
fn a_server_reads_what_the_chart_sets() {
    let (_, deployment) = templates().into_iter().find(|(file, _)| file.ends_with("deployment.yaml")).unwrap();
    let names = deployment.lines().filter_map(|line| line.trim().strip_prefix("- { name: VESTIBULE_"));
    let variables: Vec<_> = names
        .map(|rest| {
            let (name, value) = rest.split_once(", value: ").unwrap();
            let value = value
                .trim_end_matches([' ', '}'])
                .trim_matches('"')
                .replace("{{ include \"vestibule.publicUrl\" . | quote", "https://a.example");
            (format!("VESTIBULE_{name}"), value)
        })
        .collect();
    assert_eq!(variables.len(), 6, "{variables:?}");
    let config = configured(variables);
    assert_eq!((config.public_url.as_str(), &*config.listen.to_string()), ("https://a.example", ":3000"));
    let file = yaml(&format!("{CHART}/values.yaml"))["config"].as_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), file).unwrap();
    let sources = vestibule_config::Sources {
        config_file: Some("config.toml".into()),
        environment: vec![("VESTIBULE_PUBLIC_URL".to_owned(), "https://a.example".to_owned())],
        working_dir: folder.path().to_owned(),
    };
    assert_eq!(vestibule_config::load(&sources).unwrap().network.trusted_proxies.len(), 1);
    assert!(text("deploy/container/Containerfile").contains("USER 65532:65532"), "as the chart's runAsUser");
}

/// The sections of a file of YAML documents.
fn documents(path: &str) -> Vec<Value> {
    let text = text(path);
    text.split("\n---\n").map(|document| serde_saphyr::from_str(document).unwrap()).collect()
}

/// PX-01: Envoy Gateway hands on what the filter of Envoy does, which is tried with the real program.
#[test]
fn envoy_gateway_hands_on_what_envoy_does() {
    let all = documents("deploy/envoy-gateway/application.yaml");
    let policy = &all.iter().find(|document| document["kind"] == "SecurityPolicy").unwrap()["spec"]["extAuth"];
    assert_eq!((&policy["failOpen"], &policy["http"]["path"]), (&false.into(), &"/api/auth/ext-authz".into()));
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let documented = text("docs/forward-auth.md");
    let filter = documented.split("## Envoy").nth(1).unwrap().split("```").nth(1).unwrap();
    let (asked, answered) = filter.split_once("authorization_response").unwrap();
    let passed = texts(&policy["headersToExtAuth"]);
    for exact in asked.split("exact: ").skip(1).map(|rest| rest.split([' ', '}']).next().unwrap()) {
        assert!(passed.contains(&exact.to_owned()), "{exact}");
    }
    assert!(
        asked.contains("prefix: sec-fetch-")
            && passed.iter().filter(|name| name.starts_with("sec-fetch-")).count() == 3
    );
    assert!(answered.contains("prefix: remote-"));
    let headers = "remote-id remote-user remote-email remote-name remote-groups remote-identity";
    assert_eq!(texts(&policy["http"]["headersToBackend"]), headers.split(' ').collect::<Vec<_>>());
}
