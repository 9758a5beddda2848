//! How a key is declared: name, type, default, bounds, when it may change, and what it means.

/// Kafka's type of a key. The number is the one that DescribeConfigs sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i8)]
pub enum Kind {
    Boolean = 1,
    String = 2,
    Int = 3,
    Short = 4,
    Long = 5,
    Double = 6,
    List = 7,
    Class = 8,
    Password = 9,
}

/// When a key may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// At start only.
    ReadOnly,
    /// At run time, for one broker.
    PerBroker,
    /// At run time, for one broker or for all.
    ClusterWide,
    /// At run time, for the topic, group or subscription that it belongs to.
    PerEntity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    High,
    Medium,
    Low,
}

/// Whether this broker does what the key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Full,
    /// Accepted, checked and reported because tools and old files have it; there is nothing here that it could steer.
    None,
    /// Belongs to a part that does not exist yet.
    NotYet,
}

/// What values a key takes, beyond its type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Valid {
    Any,
    AtLeast(i64),
    Between(i64, i64),
    BetweenOrMinusOne(i64, i64),
    RatioBetween(f64, f64),
    OneOf(&'static [&'static str]),
    OneOfIgnoringCase(&'static [&'static str]),
    /// Every element of the list is one of these.
    SubsetOf(&'static [&'static str]),
    NotEmpty,
    /// `earliest`, `latest` or `by_duration:` and a duration.
    OffsetReset,
    /// `*`, or pairs of partition and broker.
    ThrottledReplicas,
}

/// The declaration of one key.
#[derive(Clone, Copy, Debug)]
pub struct ConfigKey {
    pub name: &'static str,
    pub kind: Kind,
    /// `None` is Kafka's null: not set.
    pub default: Option<&'static str>,
    pub valid: Valid,
    pub update: Update,
    pub importance: Importance,
    pub effect: Effect,
    /// Kafka knows it, but shows it to nobody.
    pub internal: bool,
    /// Of a topic's key: the broker's key that gives the default.
    pub broker_key: Option<&'static str>,
    /// Of a group's key: the broker's keys that say how small and how large it may be.
    pub bound_keys: BoundKeys,
    pub doc: &'static str,
}

/// Names of the broker's keys with the least and the largest value of another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundKeys {
    pub min: Option<&'static str>,
    pub max: Option<&'static str>,
}

pub const fn boolean() -> ConfigKey {
    ConfigKey::of(Kind::Boolean)
}
pub const fn string() -> ConfigKey {
    ConfigKey::of(Kind::String)
}
pub const fn int() -> ConfigKey {
    ConfigKey::of(Kind::Int)
}
pub const fn short() -> ConfigKey {
    ConfigKey::of(Kind::Short)
}
pub const fn long() -> ConfigKey {
    ConfigKey::of(Kind::Long)
}
pub const fn double() -> ConfigKey {
    ConfigKey::of(Kind::Double)
}
pub const fn list() -> ConfigKey {
    ConfigKey::of(Kind::List)
}
pub const fn class() -> ConfigKey {
    ConfigKey::of(Kind::Class)
}
pub const fn password() -> ConfigKey {
    ConfigKey::of(Kind::Password)
}

impl ConfigKey {
    const fn of(kind: Kind) -> Self {
        Self {
            name: "",
            kind,
            default: None,
            valid: Valid::Any,
            update: Update::ReadOnly,
            importance: Importance::Medium,
            effect: Effect::Full,
            internal: false,
            broker_key: None,
            bound_keys: BoundKeys { min: None, max: None },
            doc: "",
        }
    }

    pub(crate) const fn declared(self, name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, ..self }
    }
    pub(crate) const fn default(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }
    pub(crate) const fn valid(self, valid: Valid) -> Self {
        Self { valid, ..self }
    }
    pub(crate) const fn at_least(self, min: i64) -> Self {
        self.valid(Valid::AtLeast(min))
    }
    pub(crate) const fn between(self, min: i64, max: i64) -> Self {
        self.valid(Valid::Between(min, max))
    }
    pub(crate) const fn between_or_minus_one(self, min: i64, max: i64) -> Self {
        self.valid(Valid::BetweenOrMinusOne(min, max))
    }
    pub(crate) const fn ratio_between(self, min: f64, max: f64) -> Self {
        self.valid(Valid::RatioBetween(min, max))
    }
    pub(crate) const fn one_of(self, values: &'static [&'static str]) -> Self {
        self.valid(Valid::OneOf(values))
    }
    pub(crate) const fn one_of_ignoring_case(self, values: &'static [&'static str]) -> Self {
        self.valid(Valid::OneOfIgnoringCase(values))
    }
    pub(crate) const fn subset_of(self, values: &'static [&'static str]) -> Self {
        self.valid(Valid::SubsetOf(values))
    }
    pub(crate) const fn not_empty(self) -> Self {
        self.valid(Valid::NotEmpty)
    }
    pub(crate) const fn offset_reset(self) -> Self {
        self.valid(Valid::OffsetReset)
    }
    pub(crate) const fn throttled_replicas(self) -> Self {
        self.valid(Valid::ThrottledReplicas)
    }
    pub(crate) const fn per_broker(self) -> Self {
        Self { update: Update::PerBroker, ..self }
    }
    pub(crate) const fn cluster_wide(self) -> Self {
        Self { update: Update::ClusterWide, ..self }
    }
    pub(crate) const fn per_entity(self) -> Self {
        Self { update: Update::PerEntity, ..self }
    }
    pub(crate) const fn broker_key(self, name: &'static str) -> Self {
        Self { broker_key: Some(name), ..self }
    }
    pub(crate) const fn within_keys(self, min: &'static str, max: &'static str) -> Self {
        Self { bound_keys: BoundKeys { min: Some(min), max: Some(max) }, ..self }
    }
    pub(crate) const fn at_most_key(self, max: &'static str) -> Self {
        Self { bound_keys: BoundKeys { min: None, max: Some(max) }, ..self }
    }
    pub(crate) const fn high(self) -> Self {
        Self { importance: Importance::High, ..self }
    }
    pub(crate) const fn medium(self) -> Self {
        Self { importance: Importance::Medium, ..self }
    }
    pub(crate) const fn low(self) -> Self {
        Self { importance: Importance::Low, ..self }
    }
    pub(crate) const fn no_effect(self) -> Self {
        Self { effect: Effect::None, ..self }
    }
    pub(crate) const fn not_yet(self) -> Self {
        Self { effect: Effect::NotYet, ..self }
    }
    pub(crate) const fn internal(self) -> Self {
        Self { internal: true, ..self }
    }

    /// Passwords: their values are never shown.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.kind == Kind::Password
    }
}

impl Kind {
    /// Kafka's word, as in `Not a number of type LONG`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::String => "STRING",
            Self::Int => "INT",
            Self::Short => "SHORT",
            Self::Long => "LONG",
            Self::Double => "DOUBLE",
            Self::List => "LIST",
            Self::Class => "CLASS",
            Self::Password => "PASSWORD",
        }
    }
}

impl Update {
    /// Kafka's documentation calls these `read-only`, `per-broker` and `cluster-wide`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::PerBroker => "per-broker",
            Self::ClusterWide => "cluster-wide",
            Self::PerEntity => "per-entity",
        }
    }
}
