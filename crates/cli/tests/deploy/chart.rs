//! The Helm chart. A template engine of Go is not at hand in every build: what can be said without one is said here, and
//! `docs/development.md` says how to render it.

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
        let (opened, closed) = (template.matches("{{").count(), template.matches("}}").count());
        assert_eq!(opened, closed, "{file}");
        let (begun, ended) = (["if", "with", "range", "define"], template.matches("{{- end }}").count());
        let begun: usize = begun.iter().map(|word| template.matches(&format!("{{{{- {word} ")).count()).sum();
        // `{{ if … }}a{{ else }}b{{ end }}` within a line is not among either.
        assert_eq!(begun, ended, "{file}");
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
                .replace("{{ .Values.publicUrl | quote", "https://a.example");
            (format!("VESTIBULE_{name}"), value)
        })
        .collect();
    assert_eq!(variables.len(), 5, "{variables:?}");
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
