//! The ports on the real parts: Durable Object, KV, rate limit, assets, list of breached passwords. No policy is here.

pub mod account_channel;
pub mod account_client;
pub mod account_object;
pub mod asset_files;
pub mod breach_ranges;
pub mod directory_record;
pub mod environment;
pub mod execute;
pub mod kv_directory;
mod kv_namespace;
pub mod messages;
pub mod object_store;
mod outbox;
mod pace;
pub mod profile_memo;
pub mod rate_limit;
pub mod real_ports;
pub mod records;
pub mod resealing;
pub mod slot_memory;
