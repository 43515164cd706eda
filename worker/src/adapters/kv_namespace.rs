//! The KV namespace, on the runtime's own objects: the crate `worker` would bring serde's forms of
//! everything that a list may hold, about 7 kB gzip.

use worker::Env;
use worker::js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;

use crate::adapters::directory_record::{DirectoryRecord, RecordRoots};
use crate::adapters::environment;
use crate::adapters::list_entry::ListEntry;
use crate::ports::Unavailable;

/// The namespace bound as [`environment::DIRECTORY`].
pub struct KvNamespace(JsValue);

/// A value of KV, and what its metadata say.
pub struct KvValue {
    /// The value.
    pub bytes: Vec<u8>,
    /// Which roots it needs; `None` where the metadata do not say so.
    pub roots: Option<RecordRoots>,
}

/// A part of the list of keys.
pub struct KvPage {
    /// The keys, in their order.
    pub keys: Vec<KvKey>,
    /// Where the list goes on; `None` where it ends.
    pub cursor: Option<String>,
}

/// A key, and what its metadata say.
pub struct KvKey {
    /// The key.
    pub name: String,
    /// Which roots its value needs; `None` where the metadata do not say so.
    pub roots: Option<RecordRoots>,
    /// All of an entry that lists show whole.
    pub text: Option<String>,
}

impl KvNamespace {
    /// The namespace of this environment.
    ///
    /// # Errors
    /// [`Unavailable`] where it is not bound.
    pub fn of(env: &Env) -> Result<Self, Unavailable> {
        let namespace = get(env.as_ref(), environment::DIRECTORY)?;
        if namespace.is_object() {
            Ok(Self(namespace))
        } else {
            Err(Unavailable)
        }
    }

    /// The value of a key; `None` where there is none.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails.
    pub async fn get(&self, key: &str) -> Result<Option<KvValue>, Unavailable> {
        let arguments = [key.into(), "arrayBuffer".into()];
        let found = self.call("getWithMetadata", &arguments).await?;
        let value = get(&found, "value")?;
        let Ok(buffer) = value.dyn_into::<ArrayBuffer>() else {
            return Ok(None);
        };
        Ok(Some(KvValue {
            bytes: Uint8Array::new(&buffer).to_vec(),
            roots: roots(&found),
        }))
    }

    /// Writes a record.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails.
    pub async fn put(&self, key: &str, record: &DirectoryRecord) -> Result<(), Unavailable> {
        let metadata = Object::new();
        set(&metadata, "seal", record.roots.seal)?;
        set(&metadata, "pepper", record.roots.pepper)?;
        set(&metadata, "password", record.password.as_str())?;
        if record.roots.is_listed {
            set(&metadata, "listed", true)?;
        }
        self.put_beside(key, &record.sealed, metadata).await
    }

    /// Writes an entry that lists show whole.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails.
    pub async fn put_entry(&self, entry: &ListEntry) -> Result<(), Unavailable> {
        let metadata = Object::new();
        set(&metadata, "text", entry.text.as_str())?;
        self.put_beside(&entry.key, &entry.value(), metadata).await
    }

    async fn put_beside(
        &self,
        key: &str,
        value: &[u8],
        metadata: Object,
    ) -> Result<(), Unavailable> {
        let options = Object::new();
        set(&options, "metadata", metadata)?;
        let arguments = [key.into(), Uint8Array::from(value).into(), options.into()];
        self.call("put", &arguments).await.map(|_nothing| ())
    }

    /// Takes a key away.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails.
    pub async fn delete(&self, key: &str) -> Result<(), Unavailable> {
        let outcome = self.call("delete", &[key.into()]).await;
        outcome.map(|_nothing| ())
    }

    /// At most `limit` keys (1000) that begin with `prefix`, from `cursor` on.
    ///
    /// # Errors
    /// [`Unavailable`] where KV fails.
    pub async fn list(
        &self,
        prefix: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<KvPage, Unavailable> {
        let options = Object::new();
        set(&options, "prefix", prefix)?;
        set(&options, "limit", limit)?;
        if let Some(cursor) = cursor {
            set(&options, "cursor", cursor)?;
        }
        let page = self.call("list", &[options.into()]).await?;
        let keys = get(&page, "keys")?
            .dyn_into::<Array>()
            .map_err(|_no_list| Unavailable)?;
        Ok(KvPage {
            keys: keys
                .iter()
                .filter_map(|key| {
                    Some(KvKey {
                        name: get(&key, "name").ok()?.as_string()?,
                        roots: roots(&key),
                        text: text(&key),
                    })
                })
                .collect(),
            // There is none on the last page.
            cursor: get(&page, "cursor")?.as_string(),
        })
    }

    async fn call(&self, method: &str, arguments: &[JsValue]) -> Result<JsValue, Unavailable> {
        let function = get(&self.0, method)?
            .dyn_into::<Function>()
            .map_err(|_no_method| Unavailable)?;
        let promise = function
            .apply(&self.0, &arguments.iter().collect())
            .map_err(|_thrown| Unavailable)?
            .dyn_into::<Promise>()
            .map_err(|_no_promise| Unavailable)?;
        JsFuture::from(promise)
            .await
            .map_err(|_rejected| Unavailable)
    }
}

/// Which roots the metadata of a value or of a key in a list name, whatever else they say; `None`
/// where they are something else, or not there, as version 0.1 wrote records.
fn roots(of: &JsValue) -> Option<RecordRoots> {
    let metadata = get(of, "metadata").ok()?;
    let root = |name| whole_number(get(&metadata, name).ok()?.as_f64()?);
    Some(RecordRoots {
        seal: root("seal")?,
        pepper: root("pepper")?,
        is_listed: get(&metadata, "listed").ok()?.as_bool() == Some(true),
    })
}

/// The text of an entry that lists show whole.
fn text(of: &JsValue) -> Option<String> {
    get(&get(of, "metadata").ok()?, "text").ok()?.as_string()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "a number that the cast would change is refused"
)]
fn whole_number(number: f64) -> Option<u32> {
    let whole = number as u32;
    (f64::from(whole) == number).then_some(whole)
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, Unavailable> {
    Reflect::get(of, &name.into()).map_err(|_no_object| Unavailable)
}

fn set(of: &Object, name: &str, value: impl Into<JsValue>) -> Result<(), Unavailable> {
    let outcome = Reflect::set(of, &name.into(), &value.into());
    outcome.map(|_done| ()).map_err(|_frozen| Unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_a_whole_number() {
        assert_eq!(whole_number(2.0), Some(2));
        assert_eq!(whole_number(4_294_967_295.0), Some(u32::MAX));
        for number in [-1.0, 0.5, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
            assert_eq!(whole_number(number), None, "{number}");
        }
    }
}
