//! Every sentence of the pages, in every language, in one catalogue.
//!
//! A row is a method with one text per language. The compiler is the check: a row without a translation does not parse,
//! and a translation that leaves out a value, or names one that the row does not have, does not compile. That is why
//! this is a macro and not a message format that is read at run time; nothing here needs plural rules.
//!
//! Owns the words. Which page says what, and what is told to programs (always English), is not decided here.

mod account;
mod admin;
mod common;
mod errors;
mod language;
mod login;
mod provider;
mod provider_form;
mod setup;

pub(crate) use account::Account;
pub(crate) use admin::Admin;
pub(crate) use common::Common;
pub(crate) use errors::{title, what_to_do};
pub(crate) use language::Language;
pub(crate) use login::Login;
pub(crate) use provider::Provider;
pub(crate) use provider_form::ProviderForm;
pub(crate) use setup::Setup;

/// Declares a page of the catalogue: `name(values): "English", "German", "French";`.
macro_rules! catalogue {
    ($(#[$about:meta])* $page:ident { $($name:ident $(($($value:ident),+))? : $en:literal, $de:literal, $fr:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub(crate) struct $page(pub(in crate::pages::texts) $crate::pages::texts::Language);

        impl $page {
            $($crate::pages::texts::row!($name ($($($value),+)?) $en, $de, $fr);)*
        }
    };
}

macro_rules! row {
    ($name:ident () $en:literal, $de:literal, $fr:literal) => {
        pub(crate) const fn $name(self) -> &'static str {
            match self.0 {
                $crate::pages::texts::Language::En => $en,
                $crate::pages::texts::Language::De => $de,
                $crate::pages::texts::Language::Fr => $fr,
            }
        }
    };
    ($name:ident ($($value:ident),+) $en:literal, $de:literal, $fr:literal) => {
        pub(crate) fn $name(self, $($value: impl std::fmt::Display),+) -> String {
            match self.0 {
                $crate::pages::texts::Language::En => format!($en, $($value = $value),+),
                $crate::pages::texts::Language::De => format!($de, $($value = $value),+),
                $crate::pages::texts::Language::Fr => format!($fr, $($value = $value),+),
            }
        }
    };
}

use {catalogue, row};

impl Language {
    /// Words that several pages share.
    pub(crate) const fn common(self) -> common::Common {
        common::Common(self)
    }

    /// The login page, and the page that posts itself.
    pub(crate) const fn login(self) -> login::Login {
        login::Login(self)
    }

    /// The first start.
    pub(crate) const fn setup(self) -> setup::Setup {
        setup::Setup(self)
    }

    /// The administration pages.
    pub(crate) const fn admin(self) -> admin::Admin {
        admin::Admin(self)
    }

    /// The administration pages about providers.
    pub(crate) const fn provider(self) -> provider::Provider {
        provider::Provider(self)
    }

    /// The settings of a provider, as its form asks for them.
    pub(crate) const fn provider_form(self) -> provider_form::ProviderForm {
        provider_form::ProviderForm(self)
    }

    /// The account pages.
    pub(crate) const fn account(self) -> account::Account {
        account::Account(self)
    }
}
