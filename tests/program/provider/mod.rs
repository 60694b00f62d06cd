//! `vestibule provider`: what each verb prints and writes, and the exit codes that a script goes by.

mod lint;
mod list;
mod new;
mod show;
