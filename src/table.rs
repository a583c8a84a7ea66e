//! A map that is looked up and never walked.

use std::borrow::Borrow;
use std::collections::BTreeMap;
#[expect(clippy::disallowed_types, reason = "its order reaches nothing, since it cannot be walked")]
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use foldhash::fast::RandomState;

/// Values by their keys. It has no order to depend on, so looking a key up takes the same time however many there are:
/// in a sorted map of ten thousand ids most of a look-up is waiting for memory.
#[derive(Clone)]
#[expect(clippy::disallowed_types, reason = "its order reaches nothing, since it cannot be walked")]
pub struct Table<K, V>(HashMap<K, V, RandomState>);

impl<K: Eq + Hash, V> Table<K, V> {
    /// The value of a key.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(key)
    }

    /// Sets the value of a key, and gives back the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.insert(key, value)
    }

    /// The value of a key, which is a default one where it has none yet.
    pub fn entry(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.0.entry(key).or_default()
    }

    /// Takes the value of a key away.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if self.0.is_empty() { None } else { self.0.remove(key) }
    }
}

#[expect(clippy::disallowed_types, reason = "its order reaches nothing, since it cannot be walked")]
impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<K: Eq + Hash, V> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<K: fmt::Debug + Ord, V: fmt::Debug> fmt::Debug for Table<K, V> {
    /// In the order of the keys, so that two tables that hold the same look the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().collect::<BTreeMap<_, _>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_last_is_found() {
        let mut table: Table<String, Vec<u8>> = [("a".to_owned(), vec![1])].into_iter().collect();
        table.entry("a".to_owned()).push(2);
        table.entry("b".to_owned()).push(3);
        assert_eq!(table.get("a"), Some(&vec![1, 2]));
        assert_eq!(table.insert("b".to_owned(), Vec::new()), Some(vec![3]));
        table.entry("a".to_owned()).clear();
        assert_eq!(format!("{table:?}"), r#"{"a": [], "b": []}"#);
        assert_eq!((table.remove("a"), table.remove("a")), (Some(Vec::new()), None));
    }
}
