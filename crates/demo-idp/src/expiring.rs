//! A map whose entries grow old: what bounds the provider's memory.
//!
//! Every entry of one map lives equally long, so the order of insertion is the order of expiry, and a queue next to the
//! map finds the old ones without looking at the young. When the map is full the oldest entry goes first.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

use vestibule_core::clock::Timestamp;

#[derive(Debug)]
pub(crate) struct Expiring<K, V> {
    entries: HashMap<K, V>,
    /// When which key was inserted. A key that was taken out early stays in it until its time comes.
    queue: VecDeque<(i64, K)>,
    lifetime_millis: i64,
    capacity: usize,
}

impl<K: Hash + Eq + Clone, V> Expiring<K, V> {
    /// A map whose entries live for `seconds`, with capacity for `capacity` insertions within that time.
    pub(crate) fn new(seconds: i64, capacity: usize) -> Self {
        Self { entries: HashMap::new(), queue: VecDeque::new(), lifetime_millis: seconds * 1000, capacity }
    }

    /// Adds an entry under a key that was never used before.
    pub(crate) fn insert(&mut self, now: Timestamp, key: K, value: V) {
        self.expire(now);
        while self.queue.len() >= self.capacity {
            self.pop();
        }
        self.queue.push_back((now.timestamp_millis(), key.clone()));
        self.entries.insert(key, value);
    }

    /// The entry, unless it is too old.
    pub(crate) fn get_mut(&mut self, now: Timestamp, key: &K) -> Option<&mut V> {
        self.expire(now);
        self.entries.get_mut(key)
    }

    /// Takes the entry out, unless it is too old: of any number of callers one gets it.
    pub(crate) fn take(&mut self, now: Timestamp, key: &K) -> Option<V> {
        self.expire(now);
        self.entries.remove(key)
    }

    fn expire(&mut self, now: Timestamp) {
        let oldest = now.timestamp_millis().saturating_sub(self.lifetime_millis);
        while self.queue.front().is_some_and(|(inserted, _)| *inserted <= oldest) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some((_, key)) = self.queue.pop_front() {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_core::clock::from_millis;

    #[test]
    fn an_entry_lives_its_time_and_is_taken_once() {
        let mut map = Expiring::new(10, 8);
        map.insert(from_millis(0), "a", 1);
        map.insert(from_millis(5_000), "b", 2);
        assert_eq!(map.get_mut(from_millis(9_999), &"a"), Some(&mut 1));
        assert_eq!(map.get_mut(from_millis(10_000), &"a"), None);
        assert_eq!(map.take(from_millis(14_999), &"b"), Some(2));
        assert_eq!(map.take(from_millis(14_999), &"b"), None);
    }

    #[test]
    fn a_full_map_forgets_the_oldest() {
        let mut map = Expiring::new(10, 2);
        for (key, value) in [("a", 1), ("b", 2), ("c", 3)] {
            map.insert(from_millis(0), key, value);
        }
        assert_eq!(map.take(from_millis(1), &"a"), None);
        assert_eq!(map.take(from_millis(1), &"b"), Some(2));
        assert_eq!(map.take(from_millis(1), &"c"), Some(3));
        assert!(map.queue.len() <= 2, "taken keys count until their time comes");
    }
}
