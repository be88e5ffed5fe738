"""AWS Cost and Usage Report 2.0, as Data Exports writes it: CSV or Parquet.

The usage type of a row says region, model, class of tokens and tier: ``USE1-Claude4.6Sonnet-input-tokens``, or for
models sold through the marketplace ``USE1-MP:USE1_InputTokenCount_Global-Units``, where the product has the model's
name. The amount is in thousands or millions of tokens: which, the pricing unit must say, or else the description. A
cross-region row ran elsewhere than it was billed: its region is unknown. The id of a line item is another one in every
delivery, so a row is known again by what it is of. Whose key it was (line_item_iam_principal) is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.bedrock_models import maker
from workbook.ledger.billed_tokens import by_class, class_of_meter, other_tokens, tokens_of_unit
from workbook.ledger.columns import NO
from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader, where

if TYPE_CHECKING:
    import ibis.expr.types as ir

_APART = (
    "bill_billing_period_start_date", "line_item_usage_start_date", "line_item_usage_end_date",
    "line_item_usage_account_id", "line_item_product_code", "line_item_usage_type", "line_item_operation",
    "line_item_line_item_type", "line_item_line_item_description", "line_item_resource_id",
    "line_item_availability_zone", "bill_invoice_id", "pricing_rate_code",
)  # fmt: skip
_SAID = (
    "line_item_usage_amount", "line_item_unblended_cost", "line_item_currency_code", "line_item_usage_account_name",
    "product_region_code", "product_region", "pricing_unit", "product", "product_product_name", "resource_tags",
)  # fmt: skip
_USED: Final = ("Usage", "DiscountedUsage", "SavingsPlanCoveredUsage")
_TOKENS: Final = r"(?:input|output|response)[ _-]?token"
_PREFIX: Final = r"^[A-Z]{2,3}[A-Z]?\d{0,2}-"  # USE1-, EU-, UGW1-
_AFTER_MODEL: Final = (
    r"(?i)-(?:mantle|long-ctx|lctx|batch|priority|flex|standard|latency|cross-region|global|geo|cache|input|output|"
    r"text|image|audio|video|speech|custom).*$"
)
_IN_DESCRIPTION: Final = r"(?i)\b(1,?000,?000|1,?000|1k|1m|thousand|million) (?:[a-z]+ ){0,3}?tokens?\b"


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    type_, bedrock = row.text("line_item_usage_type"), _bedrock(row)
    item = row.text("line_item_line_item_type").fill_null("Usage")
    used = item.isin(_USED)
    counted = (used & type_.lower().re_search(_TOKENS)).fill_null(NO)
    amount = row.amount("line_item_usage_amount")
    tokens = (amount * _factor(row, counted)).round()
    kind, model = class_of_meter(type_), counted.ifelse(_model(row, type_), ibis.null("string"))
    elsewhere = type_.lower().re_search("cross-region|[_-]global|[_-]geo").fill_null(NO)
    row.never(row.text("line_item_currency_code").isnull(), "line_item_currency_code must not be empty")
    row.never(counted & amount.isnull(), "line_item_usage_amount must not be empty where tokens are billed")
    return row.ledger(
        period_start=row.time("line_item_usage_start_date"),
        period_end=row.time("line_item_usage_end_date"),
        provider=maker(model),
        host="AWS",
        model=model,
        team=row.text("line_item_usage_account_name").coalesce(row.text("line_item_usage_account_id")),
        tier=type_.lower().re_extract("priority|flex|standard|batch", 0).nullif(""),
        batch=where(type_.lower().re_search("[_-]batch"), "true").cast("boolean"),
        region=elsewhere.ifelse(
            ibis.null("string"),
            row.text("product_region_code").coalesce(
                row.text("product_region"), type_.re_extract(_PREFIX, 0).re_replace("-$", "").nullif("")
            ),
        ),
        **by_class(kind, (counted & (tokens >= 0)).ifelse(tokens, ibis.null("float64"))),
        cost=row.money("line_item_unblended_cost"),
        currency=row.text("line_item_currency_code"),
        cost_basis="billed",
        not_counted=ibis.coalesce(
            used.ifelse(ibis.null("string"), ibis.literal("line item type ") + item),
            where(~counted & bedrock, "no tokens, though of Amazon Bedrock"),
            where(~counted, "another product of the bill"),
            where(tokens < 0, "a correction of the bill"),
            other_tokens(type_ + " " + model.fill_null("")),
            where(kind.isnull(), "a class of tokens that is not stated"),
        ),
        row_id=row.told_apart(*_APART) + "|" + row.identity("resource_tags"),
    )


def _bedrock(row: RowReader) -> ir.BooleanValue:
    """Return whether a row is of Amazon Bedrock, or of a model that the marketplace sells for it."""
    said = row.text("line_item_product_code").fill_null("") + _product(row).fill_null("")
    return said.lower().contains("bedrock")


def _product(row: RowReader) -> ir.StringValue:
    return row.text("product_product_name").coalesce(row.key("product", "product_name"))


def _model(row: RowReader, type_: ir.StringValue) -> ir.StringValue:
    """Return the model: the part of the usage type that names it, or the product that the marketplace sold."""
    rest = type_.re_replace(_PREFIX, "")
    sold = _product(row).re_replace(r"(?i)\s*\(Amazon Bedrock Edition\)\s*$", "").nullif("")
    named = rest.re_replace(_AFTER_MODEL, "").nullif("")
    return rest.contains("MP:").ifelse(sold, named)


def _factor(row: RowReader, counted: ir.BooleanValue) -> ir.FloatingValue:
    """Return how many tokens the unit of an amount is; a row of tokens that does not say it is refused."""
    described = row.text("line_item_line_item_description")
    in_words = described.re_extract(_IN_DESCRIPTION, 1).nullif("") + ibis.literal(" tokens")
    factor = tokens_of_unit(row.text("pricing_unit")).coalesce(tokens_of_unit(in_words))
    row.never(counted & factor.isnull(), "pricing_unit must say how many tokens it is, as 1K tokens or 1M tokens")
    return factor


FORMAT: Final = FileFormat(
    name="AWS Cost and Usage Report 2.0",
    kind="bill",
    needs=frozenset({"line_item_usage_type", "line_item_usage_amount", "line_item_usage_start_date"}),
    columns=texts(*_APART, *_SAID),
    ledger=_ledger,
    source="aws-bedrock-cur: usage types of Amazon Bedrock",
)
