"""A bill in the FinOps Open Cost and Usage Specification, FOCUS 1.2 to 1.4, and the token keys of the draft of 1.5.

A row bills one class of tokens. Up to 1.4 only its meter's name says which; the draft of 1.5 adds TokenDirection and
TokenCacheAction, which go before it. A quantity counts as tokens only where its unit says so, in units of 1 to a
million. The rest of the bill stays visible with its cost. Who asked (PrincipalId, RequesterDetails) is not read; Tags
tell rows apart, as a digest. Corrections of an earlier bill come as pairs, the old taken back and the new charged, of
which none is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.billed_tokens import by_class, class_of_meter, model_in, other_tokens, tokens_of_unit, unknown_unit
from workbook.ledger.columns import NO
from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader, where

if TYPE_CHECKING:
    import ibis.expr.types as ir

_APART = (
    "BillingPeriodStart", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeClass", "ChargeDescription",
    "SkuId", "SkuPriceId", "SkuMeter", "PricingCategory", "PricingUnit", "ResourceId", "RegionId", "SubAccountId",
    "CredentialId", "InvoiceId",
)  # fmt: skip
_SAID = (
    "BilledCost", "BillingCurrency", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "SkuPriceDetails",
    "ServiceProviderName", "HostProviderName", "ProviderName", "PublisherName", "SubAccountName", "ResourceName",
    "ResourceType", "Tags",
)  # fmt: skip
_CACHE = {"uncached": "uncached", "read": "cache_read", "write": "cache_write"}
NEAR: Final = 0.01
"""How far apart quantities of consumption and of pricing may be, beside one unit of pricing."""


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    meter = row.text("SkuMeter").coalesce(row.text("ChargeDescription"), row.text("SkuId"))
    category = row.text("ChargeCategory")
    usage = (category.lower() == "usage").fill_null(NO)
    tokens = _tokens(row, usage)
    kind, text = _class(row, meter), _text(row)
    row.never(row.text("BillingCurrency").isnull(), "BillingCurrency must not be empty")
    return row.ledger(
        period_start=row.time("ChargePeriodStart"),
        period_end=row.time("ChargePeriodEnd"),
        provider=row.key("SkuPriceDetails", "ModelDeveloper").coalesce(
            *[row.text(name) for name in ("ServiceProviderName", "PublisherName", "ProviderName")]
        ),
        host=row.text("HostProviderName").coalesce(row.text("ProviderName")),
        # Of tokens only: a disk may be named like a model, and names cost time to look for.
        model=tokens.notnull().ifelse(_model(row), ibis.null("string")),
        team=row.text("SubAccountName").coalesce(row.text("SubAccountId")),
        tier=text.re_extract("flex|priority|batch", 0).nullif(""),
        batch=where(text.contains("batch"), "true").cast("boolean"),
        region=row.text("RegionId"),
        **by_class(kind, (tokens >= 0).ifelse(tokens, ibis.null("float64"))),
        cost=row.money("BilledCost"),
        currency=row.text("BillingCurrency"),
        cost_basis="billed",
        not_counted=ibis.coalesce(
            (~usage).ifelse(ibis.literal("charge category ") + category.fill_null("not stated"), ibis.null("string")),
            where(tokens.isnull() & meter.lower().contains("token"), "tokens in a unit that does not say so"),
            where(tokens.isnull(), "another product of the bill"),
            where((tokens < 0) | (row.text("ChargeClass").lower() == "correction"), "a correction of the bill"),
            other_tokens(meter),
            where(kind.isnull(), "a class of tokens that is not stated"),
        ),
        row_id=row.told_apart(*_APART) + "|" + row.identity("Tags"),
    )


def _tokens(row: RowReader, usage: ir.BooleanValue) -> ir.FloatingValue:
    """Return a row's tokens: what was consumed, else what was priced, where its unit is tokens; both must agree."""
    consumed, priced = [
        (row.amount(f"{what}Quantity") * tokens_of_unit(row.text(f"{what}Unit"))).round()
        for what in ("Consumed", "Pricing")
    ]
    for what in ("Consumed", "Pricing"):
        unit = row.text(f"{what}Unit")
        row.never(usage & unknown_unit(unit), f"{what}Unit must say how many tokens it is, as 1000000 Tokens")
    apart = (consumed - priced).abs() > tokens_of_unit(row.text("PricingUnit")) + NEAR * consumed.abs()
    row.never(usage & apart, "ConsumedQuantity and PricingQuantity, in their units, must be the same tokens")
    said = tokens_of_unit(row.text("ConsumedUnit")).notnull() | tokens_of_unit(row.text("PricingUnit")).notnull()
    tokens = consumed.coalesce(priced)
    row.never(usage & said & tokens.isnull(), "ConsumedQuantity must not be empty where its unit is tokens")
    return tokens


def _class(row: RowReader, meter: ir.StringValue) -> ir.StringValue:
    """Return a row's class of tokens: by the keys of 1.5 where it has them, else by its meter's name."""
    way = row.key("SkuPriceDetails", "TokenDirection").lower()
    cache = row.key("SkuPriceDetails", "TokenCacheAction").lower()
    row.never(way.notnull() & ~way.isin(["input", "output"]), "TokenDirection must be Input or Output")
    row.never((way == "output") & cache.notnull(), "TokenCacheAction must not be given for Output")
    row.never(
        cache.notnull() & ~cache.isin([*_CACHE, "other"]), "TokenCacheAction must be Uncached, Read, Write or Other"
    )
    keyed = (way == "output").fill_null(NO).ifelse(ibis.literal("out"), cache.cases(*_CACHE.items()))
    named = class_of_meter(meter)
    # Input on one meter whatever the cache did: the meter may still name it; what remains was read anew at most.
    keyed = keyed.coalesce(((way == "input") & cache.isnull()).ifelse(named.nullif("out").fill_null("uncached"), None))
    return (way.isnull() & cache.isnull()).ifelse(named, keyed)


def _model(row: RowReader) -> ir.StringValue:
    """Return the model: as 1.5 states it, else as meter, description or resource name it."""
    details = {name: row.key("SkuPriceDetails", f"Model{name}") for name in ("Id", "Family", "Version")}
    version = (ibis.literal(" ") + details["Version"]).fill_null("")
    resource = (row.text("ResourceType").lower() == "model").ifelse(row.text("ResourceId"), ibis.null("string"))
    named = [model_in(row.text(name)) for name in ("SkuMeter", "ChargeDescription", "ResourceName", "SkuId")]
    return details["Id"].coalesce(details["Family"] + version, resource, *named)


def _text(row: RowReader) -> ir.StringValue:
    """Return what a row says in words, in lower case, where tiers and batches are named."""
    return ibis.literal(" ").join([
        row.text(name).fill_null("") for name in ("SkuMeter", "ChargeDescription", "SkuPriceId")
    ]).lower()  # fmt: skip


FORMAT: Final = FileFormat(
    name="FOCUS bill",
    kind="bill",
    needs=frozenset({"billedcost", "billingcurrency", "chargeperiodstart", "chargecategory", "servicecategory"}),
    columns=texts(*_APART, *_SAID),
    ledger=_ledger,
    source="focus-spec: columns of the Cost and Usage dataset; SkuPriceDetails of the draft of 1.5",
)
