#![doc = " The decisions {{ title }} leaves to code of its own."]
use core::fmt;
{% if !hooks.is_empty() %}
use core::future::Future;
{% endif %}
use gateway_runtime::contract::HookStage;
use gateway_runtime::operation::{ {% if !hooks.is_empty() %}Call, Decision, {% endif %}Deciding, Dispatch, Inputs{% if !hooks.is_empty() %}, Operation{% endif %} };
use gateway_runtime::principal::Principal;
{% if !hooks.is_empty() %}
use super::operations;
{% endif %}

#[doc = " One method per hook the document declares with `x-gateway-hooks`."]
#[doc = ""]
#[doc = " None has a default: a declared hook that is not written does not compile, and neither does one whose operation"]
#[doc = " was renamed. A hook sees an authorised and validated request and may refuse it; it cannot admit more than the"]
#[doc = " document does. Write the methods as `async fn`."]
pub trait Hooks: Send + Sync + 'static {
    {% for hook in hooks %}
    {% for line in hook.docs %}
    #[doc = "{% if !line.is_empty() %} {% endif %}{{ line }}"]
    {% endfor %}
    fn {{ hook.method }}(
        &self,
        call: Call<'_, operations::{{ hook.operation }}>,
    ) -> impl Future<Output = Decision> + Send;
    {% endfor %}
}

{% if hooks.is_empty() %}
#[doc = " No operation declares a hook."]
impl Hooks for () {}
{% endif %}

#[doc = " Finds the hook of an operation: the one place where an operation's type is erased."]
pub struct Dispatcher<H>(pub H);

impl<H> fmt::Debug for Dispatcher<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dispatcher")
    }
}

{% if hooks.is_empty() %}
impl<H: Hooks> Dispatch for Dispatcher<H> {
    fn dispatch<'a>(&'a self, _: HookStage, _: usize, _: Inputs<'a>, _: &'a [Principal]) -> Deciding<'a> {
        Box::pin(core::future::ready(None))
    }
}
{% else %}
{% for operation in operations %}
const {{ operation.const_name }}: usize = operations::{{ operation.type_name }}::FACTS.index;
{% endfor %}

impl<H: Hooks> Dispatch for Dispatcher<H> {
    {% if hooks.len() > 20 %}
    #[allow(clippy::too_many_lines, reason = "one arm per hook")]
    {% endif %}
    fn dispatch<'a>(
        &'a self,
        stage: HookStage,
        operation: usize,
        inputs: Inputs<'a>,
        principals: &'a [Principal],
    ) -> Deciding<'a> {
        Box::pin(async move {
            match (stage, operation) {
                {% for hook in hooks %}
                (HookStage::{{ hook.stage }}, {{ hook.const_name }}) => {
                    let call = Call::decode(inputs, principals)?;
                    Some(self.0.{{ hook.method }}(call).await)
                }
                {% endfor %}
                _ => None,
            }
        })
    }
}
{% endif %}
