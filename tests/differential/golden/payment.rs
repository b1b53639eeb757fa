#[allow(unused_imports, reason = "which words are needed depends on the document")]
use gateway_runtime::schema::{
    self, Cover, Cursor, Enumeration, Guard, Kind, Numbers, Objects, Others, Quoted,
    Regex, Run, Step, Strings, Tags, Types, Unevaluated, Validator, class, format, key,
    quoted,
};
/// `payment`
///
/// `payment.json#`
pub fn payment<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    match schema::kind(at) {
        Kind::Object => {
            const TAGS: &Tags = &Tags {
                property: key("method"),
                values: &[quoted("card"), quoted("bank")],
                keyword: "discriminator",
                place: &"#",
            };
            match schema::discriminator(run, at, TAGS) {
                Some(0) => payment_one_of_0(run, at),
                Some(_) => payment_one_of_1(run, at),
                None => run.resume(at),
            }
        }
        _ => schema::nothing(run, at, &"#"),
    }
}
/// `payment/oneOf/0`
///
/// `payment.json#/$defs/Card`
fn payment_one_of_0<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const KEYS: &[Quoted] = &[key("method"), key("last4")];
    const RULES: &Objects = &Objects::of(KEYS)
        .at(&"#/$defs/Card")
        .required(&[0, 1])
        .closed();
    let Some(mut object) = schema::object(run, at, RULES) else { return run.resume(at) };
    'ordered: {
        if !object.expects(RULES, 0) {
            break 'ordered;
        }
        object.at = schema::one_of(
            run,
            object.at,
            const { &[quoted("card")] },
            &"#/$defs/Card/properties/method",
        )?;
        if !object.expects(RULES, 1) {
            break 'ordered;
        }
        object.at = schema::string(
            run,
            object.at,
            const {
                &Strings::ANY
                    .at(&"#/$defs/Card/properties/last4")
                    .pattern("^[0-9]{4}$")
                    .runs(const { &[class(&[(b'0', b'9')], 4, 4)] })
            },
        )?;
    }
    while let Some(property) = object.next(run, RULES)? {
        object.at = match property {
            0 => {
                schema::one_of(
                    run,
                    object.at,
                    const { &[quoted("card")] },
                    &"#/$defs/Card/properties/method",
                )?
            }
            _ => {
                schema::string(
                    run,
                    object.at,
                    const {
                        &Strings::ANY
                            .at(&"#/$defs/Card/properties/last4")
                            .pattern("^[0-9]{4}$")
                            .runs(const { &[class(&[(b'0', b'9')], 4, 4)] })
                    },
                )?
            }
        };
    }
    object.close(run, RULES)
}
/// `payment/oneOf/1`
///
/// `payment.json#/$defs/Bank`
fn payment_one_of_1<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const KEYS: &[Quoted] = &[key("method"), key("iban")];
    const RULES: &Objects = &Objects::of(KEYS).at(&"#/$defs/Bank").required(&[0, 1]);
    let Some(mut object) = schema::object(run, at, RULES) else { return run.resume(at) };
    'ordered: {
        if !object.expects(RULES, 0) {
            break 'ordered;
        }
        object.at = schema::one_of(
            run,
            object.at,
            const { &[quoted("bank")] },
            &"#/$defs/Bank/properties/method",
        )?;
        if !object.expects(RULES, 1) {
            break 'ordered;
        }
        object.at = schema::string(
            run,
            object.at,
            const { &Strings::ANY.at(&"#/$defs/Bank/properties/iban").min_length(3) },
        )?;
    }
    while let Some(property) = object.next(run, RULES)? {
        object.at = match property {
            0 => {
                schema::one_of(
                    run,
                    object.at,
                    const { &[quoted("bank")] },
                    &"#/$defs/Bank/properties/method",
                )?
            }
            1 => {
                schema::string(
                    run,
                    object.at,
                    const {
                        &Strings::ANY.at(&"#/$defs/Bank/properties/iban").min_length(3)
                    },
                )?
            }
            _ => schema::anything(run, object.at)?,
        };
    }
    object.close(run, RULES)
}
