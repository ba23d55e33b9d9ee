//! The shape of a plan: what rules can read, of which type, and what to ask where it is missing.
//!
//! This is the one description of a plan inside the engine. The public message `marketguidance.v1.Plan` mirrors it; a test of the
//! country-module crate compares the two field by field.

/// A kind of record.
#[derive(Debug)]
pub struct Kind {
    /// What it is called in a question, for example "channel".
    pub name: &'static str,
    /// Its place among [`KINDS`].
    pub(crate) number: usize,
    /// Its fields.
    pub fields: &'static [Field],
}

impl PartialEq for Kind {
    /// Each has a number of its own.
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

/// A field of a record.
#[derive(Debug, PartialEq)]
pub struct Field {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub ty: Type,
    /// What to ask where it is missing.
    pub question: &'static str,
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Type {
    /// Any text.
    Text,
    /// A short text: an id, a name. Answers repeat it, so it is bounded more tightly.
    Label,
    /// A word of a set.
    Word(&'static [&'static str]),
    /// Yes or no.
    Boolean,
    /// A whole number, 0 or more.
    Integer,
    /// A share in percent, 0 to 100.
    Percent,
    /// A day, YYYY-MM-DD.
    Date,
    /// Short texts.
    Labels,
    /// A BCP 47 language tag.
    Language,
    /// BCP 47 language tags.
    Languages,
    /// Codes of markets, ISO 3166-1 alpha-2, in any case.
    Markets,
    /// Words of a set.
    Words(&'static [&'static str]),
    /// Whole numbers.
    Integers,
    /// A part of its own.
    Record(&'static Kind),
    /// Parts of its own.
    Records(&'static Kind),
}

impl Kind {
    /// Place of a field among the fields.
    pub(crate) fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The same for a field that is known to be there, without looking for it when it is asked.
    pub(crate) const fn place_of(&self, name: &str) -> usize {
        let mut place = 0;
        while !is_same(self.fields[place].name, name) {
            place += 1;
        }
        place
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The names of its fields.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }
}

const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut place = 0;
    while place < a.len() && place < b.len() && a[place] == b[place] {
        place += 1;
    }
    place == a.len() && place == b.len()
}

/// Lines of business.
pub const SECTORS: &[&str] = &[
    "legal",
    "accounting",
    "consulting",
    "finance",
    "insurance",
    "health",
    "education",
    "technology",
    "manufacturing",
    "retail",
    "food",
    "alcohol",
    "tobacco",
    "gambling",
    "travel",
    "real_estate",
    "media",
    "nonprofit",
    "government",
    "other",
];
/// Lines of business that no market leaves to custom: without a rule about one of them, nobody has looked.
pub const REGULATED_SECTORS: &[&str] = &["alcohol", "tobacco", "gambling"];
/// What a plan is for.
pub const OBJECTIVES: &[&str] = &[
    "awareness",
    "leads",
    "sales",
    "recruiting",
    "client_visit",
    "partnership",
    "customer_service",
    "research",
];
/// Whom a plan is aimed at.
pub const AUDIENCES: &[&str] = &["b2b", "b2c", "both"];
/// What a channel is used for.
pub const PURPOSES: &[&str] = &[
    "brand",
    "community",
    "leads",
    "commerce",
    "customer_service",
    "recruiting",
    "events",
    "advertising",
    "influencer",
];
/// Steps of the playbook.
pub const STAGES: &[&str] =
    &["listen", "local_partner", "build_community", "give_value", "sell_without_selling", "meet_in_person"];
const TOPICS: &[&str] = &[
    "none",
    "politics",
    "religion",
    "race",
    "royalty",
    "history",
    "territory",
    "health_claim",
    "comparison",
    "price",
    "humour",
    "sex",
    "alcohol",
    "gambling",
    "festival",
];
const CONTENT_KINDS: &[&str] =
    &["post", "article", "blog", "video", "image", "landing_page", "email", "event"];

const fn field(name: &'static str, ty: Type, question: &'static str) -> Field {
    Field { name, ty, question }
}

/// Every kind of record.
pub(crate) const KINDS: [&Kind; 7] = [&PLAN, &AUDIENCE, &STAGE, &CHANNEL, &CONTENT, &ENDORSEMENT, &WAIVER];

/// The plan.
pub const PLAN: Kind = Kind {
    name: "plan",
    number: 0,
    fields: &[
        field("name", Type::Label, "what is the plan called?"),
        field("sector", Type::Word(SECTORS), "which line of business is it for?"),
        field("objective", Type::Word(OBJECTIVES), "what is it for?"),
        field("audience", Type::Record(&AUDIENCE), "whom is it aimed at?"),
        field(
            "run_from",
            Type::Word(&["local", "abroad", "both"]),
            "where do the people who run it sit: local, abroad or both?",
        ),
        field(
            "local_partner",
            Type::Word(&["affiliate", "consultant", "own_office", "none"]),
            "who helps on the ground: an affiliate, a consultant, an own office, or nobody?",
        ),
        field("meets_in_person", Type::Boolean, "does anybody meet the audience face to face?"),
        field("listening_weeks", Type::Integer, "how many weeks of listening come before the first message?"),
        field(
            "tone",
            Type::Word(&["informative", "soft_sell", "hard_sell"]),
            "how does it sell: informative, soft or hard?",
        ),
        field("copied_from_abroad", Type::Boolean, "is it a programme of another market, run again?"),
        field("adapted_locally", Type::Boolean, "did a local person review and adapt it?"),
        field("mobile_ready", Type::Boolean, "does every asset work on a phone?"),
        field("collects_personal_data", Type::Boolean, "does it collect personal data?"),
        field("asks_consent", Type::Boolean, "is consent asked before personal data is collected?"),
        field("data_leaves_market", Type::Boolean, "does personal data go to another country?"),
        field("brings_business_cards", Type::Boolean, "do people bring business cards to meetings?"),
        field("starts_on", Type::Date, "when does it start?"),
        field("ends_on", Type::Date, "when does it end?"),
        field("stages", Type::Records(&STAGE), "what are its steps?"),
        field("channels", Type::Records(&CHANNEL), "which channels does it use?"),
        field("contents", Type::Records(&CONTENT), "what does it publish?"),
        field("endorsements", Type::Records(&ENDORSEMENT), "who speaks for the brand?"),
        field("waivers", Type::Records(&WAIVER), "which exceptions were granted?"),
    ],
};

/// Whom it is aimed at.
pub const AUDIENCE: Kind = Kind {
    name: "audience",
    number: 1,
    fields: &[
        field("region_codes", Type::Markets, "which markets is it aimed at?"),
        field("kind", Type::Word(AUDIENCES), "is it aimed at businesses, consumers, or both?"),
        field("languages", Type::Languages, "which languages does the audience read?"),
    ],
};

/// A step in time.
pub const STAGE: Kind = Kind {
    name: "stage",
    number: 2,
    fields: &[
        field("stage", Type::Word(STAGES), "which step of the playbook is it?"),
        field("starts_on", Type::Date, "when does it start?"),
        field("weeks", Type::Integer, "how many weeks does it take?"),
    ],
};

/// A platform the plan publishes on.
pub const CHANNEL: Kind = Kind {
    name: "channel",
    number: 3,
    fields: &[
        field("id", Type::Label, "what is it called?"),
        field("platform", Type::Label, "which platform is it on?"),
        field("purpose", Type::Word(PURPOSES), "what is it used for?"),
        field(
            "audience_side",
            Type::Word(&["local", "overseas"]),
            "who reads it: local people, or people overseas?",
        ),
        field("budget_percent", Type::Percent, "which share of the budget does it get, in percent?"),
        field(
            "account_owner",
            Type::Word(&["affiliate", "own_local_entity", "headquarters", "agency"]),
            "who owns the account: the affiliate, an own local entity, headquarters or an agency?",
        ),
        field("languages", Type::Languages, "which languages is it run in?"),
        field("mobile_ready", Type::Boolean, "do its assets work on a phone?"),
        field("has_licence", Type::Boolean, "is the licence or registration it takes in hand?"),
    ],
};

/// A piece of content.
pub const CONTENT: Kind = Kind {
    name: "content",
    number: 4,
    fields: &[
        field("id", Type::Label, "what is it called?"),
        field("channel", Type::Label, "which channel does it go to?"),
        field("kind", Type::Word(CONTENT_KINDS), "what is it: a post, an article, a video …?"),
        field("language", Type::Language, "which language is it in?"),
        field("text", Type::Text, "what does it say?"),
        field("topics", Type::Words(TOPICS), "which delicate topics does it touch (or none)?"),
        field("colours", Type::Labels, "which colours dominate (or none)?"),
        field("numbers", Type::Integers, "which numbers are shown big?"),
        field("shows_map", Type::Boolean, "does it show a map?"),
        field("map_approved", Type::Boolean, "does the map have the approval the market asks for?"),
        field("ai_generated", Type::Boolean, "was it made by generative software?"),
        field("ai_labelled", Type::Boolean, "does it say that it was made by generative software?"),
        field("mobile_ready", Type::Boolean, "does it work on a phone?"),
    ],
};

/// Somebody who speaks for the brand.
pub const ENDORSEMENT: Kind = Kind {
    name: "endorsement",
    number: 5,
    fields: &[
        field("id", Type::Label, "what is it called?"),
        field("handle", Type::Label, "which account is it?"),
        field("channel", Type::Label, "which channel is it on?"),
        field("paid", Type::Boolean, "is money or a gift given?"),
        field("content_directed_by_us", Type::Boolean, "do we direct what is said?"),
        field("disclosure", Type::Label, "which label is shown with it (\"\" for none)?"),
    ],
};

/// An exception to a rule that somebody answers for.
pub const WAIVER: Kind = Kind {
    name: "waiver",
    number: 6,
    fields: &[
        field("rule", Type::Label, "which rule is it for?"),
        field("item", Type::Label, "which item is it for?"),
        field("reason", Type::Text, "why is the exception made?"),
        field("approver", Type::Label, "who answers for it?"),
        field("role", Type::Label, "which role does the approver have?"),
        field("granted_on", Type::Date, "since when does it hold?"),
        field("ends_on", Type::Date, "until when does it hold?"),
    ],
};
