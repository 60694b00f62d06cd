//! User names: what one may look like, and which are never given to a person who registers. Pure.
//!
//! A name is 1 to 32 of `a-z`, `0-9`, `.`, `_`, `-` and starts and ends with a letter or digit. Applications behind
//! forward-auth take `Remote-User` for a name of their own, so the names of their administrators are reserved.

/// The longest name, in bytes.
pub const MAX_LENGTH: usize = 32;

/// Names that speak for the site, for the machine, or for the administrator of software that people put behind a proxy.
/// Sorted within each group; the groups say where a name comes from.
const RESERVED: &[&[&str]] = &[
    // Words with authority, or that programs read as nobody.
    &[
        "admin",
        "administrator",
        "administrators",
        "admins",
        "anonymous",
        "api",
        "default",
        "everyone",
        "guest",
        "help",
        "me",
        "moderator",
        "none",
        "null",
        "operator",
        "owner",
        "public",
        "self",
        "service",
        "staff",
        "superadmin",
        "superuser",
        "support",
        "sysadmin",
        "sysop",
        "system",
        "test",
        "undefined",
        "unknown",
        "vestibule",
    ],
    // Mailboxes of RFC 2142.
    &["abuse", "hostmaster", "info", "noc", "postmaster", "sales", "security", "usenet", "webmaster"],
    // System users: Debian's base-passwd and packages, the first users of cloud images, Windows' own accounts.
    &[
        "backup",
        "bin",
        "daemon",
        "debian",
        "defaultaccount",
        "ec2-user",
        "games",
        "irc",
        "krbtgt",
        "localservice",
        "mail",
        "messagebus",
        "networkservice",
        "news",
        "nobody",
        "pi",
        "proxy",
        "root",
        "sshd",
        "sync",
        "sys",
        "systemd-network",
        "ubuntu",
        "uucp",
        "vagrant",
        "www",
        "www-data",
    ],
    // Databases and queues: their own superusers (PostgreSQL, MySQL, SQL Server, Oracle, RabbitMQ, the Elastic Stack, MinIO).
    &[
        "apm_system",
        "beats_system",
        "elastic",
        "kibana",
        "kibana_system",
        "logstash_system",
        "mariadb",
        "minioadmin",
        "mysql",
        "postgres",
        "rabbitmq",
        "remote_monitoring_user",
        "sa",
        "sysdba",
    ],
    // The administrator that each makes at its installation, after its documentation: Grafana, Portainer, Argo CD, Jenkins,
    // Keycloak and Nextcloud call it `admin`. authentik: akadmin. Gitea and Forgejo (Helm charts): gitea_admin.
    // GitLab: root, ghost. Icinga: icingaadmin. Nagios: nagiosadmin. OpenShift: kubeadmin. NextcloudPi: ncp.
    // Odoo: odoobot. Discourse: discobot. Mattermost: system-bot. Nexus: deployment. VMware: vcenter. Ubiquiti: ubnt.
    // Zitadel: zitadel-admin. Jellyfin, Airflow, Paperless, Tomcat: the program's own name.
    &[
        "airflow",
        "akadmin",
        "anonymoususer",
        "argocd",
        "authenticated",
        "deployment",
        "discobot",
        "forgejo",
        "forgejo_admin",
        "ghost",
        "git",
        "gitea",
        "gitea_admin",
        "gitlab",
        "gitlab-ci",
        "grafana",
        "harbor",
        "homeassistant",
        "icingaadmin",
        "jellyfin",
        "jenkins",
        "keycloak",
        "kube-admin",
        "kubeadmin",
        "kubernetes-admin",
        "nagiosadmin",
        "ncadmin",
        "ncp",
        "nextcloud",
        "odoo",
        "odoobot",
        "paperless",
        "portainer",
        "system-bot",
        "tomcat",
        "ubnt",
        "vcenter",
        "zitadel-admin",
    ],
];

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// It is not written as a name is.
    #[error("use 1 to {MAX_LENGTH} of a-z, 0-9, `.`, `_` and `-`, with a letter or digit at both ends")]
    Shape,
    /// It is one of those that nobody gets.
    #[error("this name is reserved: applications may take it for an administrator or for the system")]
    Reserved,
}

/// Whether no person who registers gets this name.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|group| group.contains(&name))
}

/// Whether somebody may be given this name.
pub fn check(name: &str) -> Result<(), InvalidUsername> {
    match normalise(name) {
        Some(same) if same != name => Err(InvalidUsername::Shape),
        None => Err(InvalidUsername::Shape),
        Some(_) if is_reserved(name) => Err(InvalidUsername::Reserved),
        Some(_) => Ok(()),
    }
}

/// The name in a text. Of an address it is the local part; of anything else that is not allowed, nothing but a dash.
pub fn normalise(text: &str) -> Option<String> {
    let text = text.strip_prefix('@').unwrap_or(text);
    let local = text.split_once('@').map_or(text, |(local, _)| local);
    let mut name = String::with_capacity(MAX_LENGTH);
    for c in local.chars().map(|c| c.to_ascii_lowercase()) {
        let kept = if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
        let superfluous = if name.is_empty() { is_punctuation(kept) } else { kept == '-' && name.ends_with('-') };
        if !superfluous {
            name.push(kept);
        }
        if name.len() == MAX_LENGTH {
            break;
        }
    }
    name.truncate(name.trim_end_matches(is_punctuation).len());
    (!name.is_empty()).then_some(name)
}

/// Characters that a name has only in its middle.
pub fn is_punctuation(c: char) -> bool {
    matches!(c, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_made_of_names() {
        for group in RESERVED {
            assert!(group.is_sorted(), "{group:?}");
        }
        let all: Vec<&&str> = RESERVED.iter().flat_map(|group| group.iter()).collect();
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        for name in all {
            assert_eq!(normalise(name).as_deref(), Some(*name));
        }
    }

    /// NA-02.
    #[test]
    fn names() {
        for (name, expected) in [
            ("jane", Ok(())),
            ("j", Ok(())),
            ("jane.doe_1-x", Ok(())),
            ("", Err(InvalidUsername::Shape)),
            ("Jane", Err(InvalidUsername::Shape)),
            ("-jane", Err(InvalidUsername::Shape)),
            ("jane@example.com", Err(InvalidUsername::Shape)),
            ("jane doe", Err(InvalidUsername::Shape)),
            ("abcdefghijklmnopqrstuvwxyz0123456", Err(InvalidUsername::Shape)),
            ("admin", Err(InvalidUsername::Reserved)),
            ("gitea_admin", Err(InvalidUsername::Reserved)),
            ("minioadmin", Err(InvalidUsername::Reserved)),
            ("postgres", Err(InvalidUsername::Reserved)),
            ("www-data", Err(InvalidUsername::Reserved)),
            ("webmaster", Err(InvalidUsername::Reserved)),
        ] {
            assert_eq!(check(name), expected, "{name}");
        }
    }
}
