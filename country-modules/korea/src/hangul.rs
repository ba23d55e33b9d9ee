//! Hangul syllables, by their parts.

/// What closes a syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Final {
    /// Nothing: 가.
    Open,
    /// ㄴ: 한.
    N,
    /// ㄹ: 할.
    L,
    /// ㅂ: 합.
    B,
    /// ㅆ: 했.
    Ss,
    /// Any other consonant: 항.
    Other,
}

/// How a syllable ends; nothing where it is none.
pub(crate) fn last_consonant(c: char) -> Option<Final> {
    /// Syllables that differ in their last consonant alone.
    const FINALS: u32 = 28;
    if !is_syllable(c) {
        return None;
    }
    Some(match (u32::from(c) - u32::from('가')) % FINALS {
        0 => Final::Open,
        4 => Final::N,
        8 => Final::L,
        17 => Final::B,
        20 => Final::Ss,
        _ => Final::Other,
    })
}

/// Whether this is a syllable, as Korean is written.
pub(crate) fn is_syllable(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// Whether this is a syllable or a lone letter of Hangul: ㅋㅋ.
pub(crate) fn is_hangul(c: char) -> bool {
    is_syllable(c) || matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}')
}

#[cfg(test)]
mod tests {
    use super::{Final, last_consonant};

    #[test]
    fn a_syllable_ends_in_the_consonant_it_is_written_with() {
        for (syllable, end) in [
            ('가', Some(Final::Open)),
            ('할', Some(Final::L)),
            ('합', Some(Final::B)),
            ('습', Some(Final::B)),
            ('했', Some(Final::Ss)),
            ('한', Some(Final::N)),
            ('항', Some(Final::Other)),
            ('없', Some(Final::Other)),
            ('힣', Some(Final::Other)),
            ('ㅋ', None),
            ('a', None),
            ('最', None),
        ] {
            assert_eq!(last_consonant(syllable), end, "{syllable}");
        }
    }
}
