#[allow(unused_imports, reason = "which words are needed depends on the document")]
use gateway_runtime::schema::{
    self, Cursor, Enumeration, Interpreted, Kind, Numbers, Objects, Quoted, Regex, Run,
    Step, Strings, Types, class, format, key, quoted,
};
/// ``
///
/// `payment.json#`
pub fn payment<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const PROPERTY: &Quoted = &key("method");
    const TAGS: &[Quoted] = &[quoted("card"), quoted("bank")];
    match schema::discriminator(run, at, PROPERTY, TAGS)? {
        0 => payment_card(run, at),
        _ => payment_bank(run, at),
    }
}
/// `Card`
///
/// `payment.json#/$defs/Card`
fn payment_card<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const KEYS: &[Quoted] = &[key("method"), key("last4")];
    const RULES: &Objects = &Objects::of(KEYS).required(&[0, 1]).closed();
    let mut object = schema::object(run, at)?;
    'ordered: {
        if !object.expects(RULES, 0) {
            break 'ordered;
        }
        object.at = schema::one_of(run, object.at, const { &[quoted("card")] })?;
        if !object.expects(RULES, 1) {
            break 'ordered;
        }
        object.at = schema::string(
            run,
            object.at,
            const { &Strings::ANY.runs(const { &[class(&[(b'0', b'9')], 4, 4)] }) },
        )?;
    }
    while let Some(property) = object.next(run, RULES)? {
        object.at = match property {
            0 => schema::one_of(run, object.at, const { &[quoted("card")] })?,
            _ => {
                schema::string(
                    run,
                    object.at,
                    const {
                        &Strings::ANY.runs(const { &[class(&[(b'0', b'9')], 4, 4)] })
                    },
                )?
            }
        };
    }
    object.close(run, RULES)
}
/// `Bank`
///
/// `payment.json#/$defs/Bank`
fn payment_bank<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const KEYS: &[Quoted] = &[key("method"), key("iban")];
    const RULES: &Objects = &Objects::of(KEYS).required(&[0, 1]);
    let mut object = schema::object(run, at)?;
    while let Some(property) = object.next(run, RULES)? {
        object.at = match property {
            0 => schema::one_of(run, object.at, const { &[quoted("bank")] })?,
            1 => schema::string(run, object.at, const { &Strings::ANY.min_length(3) })?,
            _ => schema::anything(run, object.at)?,
        };
    }
    object.close(run, RULES)
}
