SELECT
  "t5"."not_counted",
  "t5"."month",
  "t5"."model",
  "t5"."team",
  "t5"."tier",
  "t5"."batch",
  "t5"."rows",
  "t5"."first_row",
  "t5"."last_row",
  "t5"."start",
  "t5"."end",
  "t5"."faults",
  "t5"."unknown_requests",
  "t5"."context",
  "t5"."even_context",
  "t5"."unknown_out",
  "t5"."uncached",
  "t5"."cache_read",
  "t5"."cache_write",
  "t5"."out",
  "t5"."requests",
  "t5"."reasoning",
  "t5"."cost",
  'usage' AS "source_file",
  'OpenAI usage (CSV)' AS "format",
  'usage' AS "kind",
  CAST(NULL AS VARCHAR) AS "currency",
  CAST(NULL AS VARCHAR) AS "cost_basis",
  'OpenAI' AS "provider",
  CAST(NULL AS VARCHAR) AS "host",
  CAST(NULL AS VARCHAR) AS "region"
FROM (
  SELECT
    "t4"."not_counted",
    "t4"."month",
    "t4"."model",
    "t4"."team",
    "t4"."tier",
    "t4"."batch",
    COUNT(*) AS "rows",
    MIN("t4"."source_row") AS "first_row",
    MAX("t4"."source_row") AS "last_row",
    MIN("t4"."period_start") AS "start",
    GREATEST(MAX("t4"."period_end"), MAX("t4"."period_start")) AS "end",
    SUM(CAST("t4"."fault" IS NOT NULL AS INTEGER)) AS "faults",
    SUM(CAST((
      "t4"."not_counted" IS NULL
    ) AND NOT (
      "t4"."told"
    ) AS INTEGER)) AS "unknown_requests",
    COALESCE(
      SUM(
        IF(
          "t4"."requests" = 1,
          "t4"."answer" * (
            "t4"."prompt" + (
              CAST("t4"."answer" AS DOUBLE) / 2
            )
          ),
          CAST(0.0 AS DOUBLE)
        )
      ),
      0
    ) AS "context",
    COALESCE(
      SUM(
        IF(
          "t4"."requests" > 1,
          CAST((
            "t4"."answer" * (
              "t4"."prompt" + "t4"."answer"
            )
          ) AS DOUBLE) / "t4"."requests",
          CAST(0.0 AS DOUBLE)
        )
      ),
      0
    ) AS "even_context",
    COALESCE(SUM(IF("t4"."told", CAST(0.0 AS DOUBLE), "t4"."answer")), 0) AS "unknown_out",
    COALESCE(SUM("t4"."uncached"), 0) AS "uncached",
    COALESCE(SUM("t4"."cache_read"), 0) AS "cache_read",
    COALESCE(SUM("t4"."cache_write"), 0) AS "cache_write",
    COALESCE(SUM("t4"."out"), 0) AS "out",
    COALESCE(SUM("t4"."requests"), 0) AS "requests",
    COALESCE(SUM("t4"."reasoning"), 0) AS "reasoning",
    COALESCE(SUM("t4"."cost"), 0) AS "cost"
  FROM (
    SELECT
      "t3"."source_row",
      "t3"."start_time_iso_value" AS "period_start",
      "t3"."end_time_iso_value" AS "period_end",
      'OpenAI' AS "provider",
      CAST(NULL AS VARCHAR) AS "host",
      "t3"."model_text" AS "model",
      "t3"."project_id_text" AS "team",
      "t3"."service_tier_text" AS "tier",
      LOWER("t3"."batch_text") IN ('true', '1') AS "batch",
      CAST(NULL AS VARCHAR) AS "region",
      "t3"."num_model_requests_value" AS "requests",
      (
        "t3"."input_tokens_value" - COALESCE("t3"."input_cached_tokens_value", 0)
      ) - COALESCE("t3"."input_cache_write_tokens_value", 0) AS "uncached",
      COALESCE("t3"."input_cached_tokens_value", 0) AS "cache_read",
      COALESCE("t3"."input_cache_write_tokens_value", 0) AS "cache_write",
      "t3"."output_tokens_value" AS "out",
      CAST(NULL AS DOUBLE) AS "reasoning",
      CAST(NULL AS DOUBLE) AS "cost",
      CAST(NULL AS VARCHAR) AS "currency",
      CAST(NULL AS VARCHAR) AS "cost_basis",
      CASE
        WHEN (
          "t3"."input_tokens_value" IS NULL
        )
        AND (
          "t3"."output_tokens_value" IS NULL
        )
        THEN 'no usage in that time'
        WHEN "t3"."output_tokens_value" IS NULL
        THEN 'no answer, not text generation'
        ELSE NULL
      END AS "not_counted",
      CASE
        WHEN '' IS NULL
        OR COALESCE("t3"."start_time_iso_text", '') IS NULL
        OR COALESCE("t3"."end_time_iso_text", '') IS NULL
        OR COALESCE("t3"."project_id_text", '') IS NULL
        OR COALESCE("t3"."user_id_text", '') IS NULL
        OR COALESCE("t3"."api_key_id_text", '') IS NULL
        OR COALESCE("t3"."model_text", '') IS NULL
        OR COALESCE("t3"."batch_text", '') IS NULL
        OR COALESCE("t3"."service_tier_text", '') IS NULL
        THEN NULL
        ELSE CONCAT_WS(
          '',
          CAST(COALESCE("t3"."start_time_iso_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."end_time_iso_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."project_id_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."user_id_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."api_key_id_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."model_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."batch_text", '') AS VARCHAR),
          CAST(COALESCE("t3"."service_tier_text", '') AS VARCHAR)
        )
      END AS "row_id",
      CASE
        WHEN (
          "t3"."input_tokens_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            "t3"."input_tokens_value" = CAST(FLOOR("t3"."input_tokens_value") AS BIGINT),
            FALSE
          )
        )
        THEN CONCAT(
          'input_tokens must be a whole number of 0 or more: got ',
          SUBSTR(
            "t3"."input_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_tokens_text" IS NOT NULL
        )
        AND REGEXP_LIKE("t3"."input_tokens_text", '^\d{1,3}\.000$')
        THEN CONCAT(
          'input_tokens must be a whole number without a mark that may be of thousands: got ',
          SUBSTR(
            "t3"."input_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_cached_tokens_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            "t3"."input_cached_tokens_value" = CAST(FLOOR("t3"."input_cached_tokens_value") AS BIGINT),
            FALSE
          )
        )
        THEN CONCAT(
          'input_cached_tokens must be a whole number of 0 or more: got ',
          SUBSTR(
            "t3"."input_cached_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_cached_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_cached_tokens_text" IS NOT NULL
        )
        AND REGEXP_LIKE("t3"."input_cached_tokens_text", '^\d{1,3}\.000$')
        THEN CONCAT(
          'input_cached_tokens must be a whole number without a mark that may be of thousands: got ',
          SUBSTR(
            "t3"."input_cached_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_cached_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_cache_write_tokens_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            "t3"."input_cache_write_tokens_value" = CAST(FLOOR("t3"."input_cache_write_tokens_value") AS BIGINT),
            FALSE
          )
        )
        THEN CONCAT(
          'input_cache_write_tokens must be a whole number of 0 or more: got ',
          SUBSTR(
            "t3"."input_cache_write_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_cache_write_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_cache_write_tokens_text" IS NOT NULL
        )
        AND REGEXP_LIKE("t3"."input_cache_write_tokens_text", '^\d{1,3}\.000$')
        THEN CONCAT(
          'input_cache_write_tokens must be a whole number without a mark that may be of thousands: got ',
          SUBSTR(
            "t3"."input_cache_write_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_cache_write_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_uncached_tokens_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            "t3"."input_uncached_tokens_value" = CAST(FLOOR("t3"."input_uncached_tokens_value") AS BIGINT),
            FALSE
          )
        )
        THEN CONCAT(
          'input_uncached_tokens must be a whole number of 0 or more: got ',
          SUBSTR(
            "t3"."input_uncached_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_uncached_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."input_uncached_tokens_text" IS NOT NULL
        )
        AND REGEXP_LIKE("t3"."input_uncached_tokens_text", '^\d{1,3}\.000$')
        THEN CONCAT(
          'input_uncached_tokens must be a whole number without a mark that may be of thousands: got ',
          SUBSTR(
            "t3"."input_uncached_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."input_uncached_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."num_model_requests_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            "t3"."num_model_requests_value" = CAST(FLOOR("t3"."num_model_requests_value") AS BIGINT),
            FALSE
          )
        )
        THEN CONCAT(
          'num_model_requests must be a whole number of 0 or more: got ',
          SUBSTR(
            "t3"."num_model_requests_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."num_model_requests_text")),
            60
          )
        )
        WHEN (
          "t3"."num_model_requests_text" IS NOT NULL
        )
        AND REGEXP_LIKE("t3"."num_model_requests_text", '^\d{1,3}\.000$')
        THEN CONCAT(
          'num_model_requests must be a whole number without a mark that may be of thousands: got ',
          SUBSTR(
            "t3"."num_model_requests_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."num_model_requests_text")),
            60
          )
        )
        WHEN (
          "t3"."output_tokens_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            "t3"."output_tokens_value" = CAST(FLOOR("t3"."output_tokens_value") AS BIGINT),
            FALSE
          )
        )
        THEN CONCAT(
          'output_tokens must be a whole number of 0 or more: got ',
          SUBSTR(
            "t3"."output_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."output_tokens_text")),
            60
          )
        )
        WHEN (
          "t3"."output_tokens_text" IS NOT NULL
        )
        AND REGEXP_LIKE("t3"."output_tokens_text", '^\d{1,3}\.000$')
        THEN CONCAT(
          'output_tokens must be a whole number without a mark that may be of thousands: got ',
          SUBSTR(
            "t3"."output_tokens_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."output_tokens_text")),
            60
          )
        )
        WHEN (
          (
            "t3"."input_tokens_value" - COALESCE("t3"."input_cached_tokens_value", 0)
          ) - COALESCE("t3"."input_cache_write_tokens_value", 0)
        ) < 0
        THEN 'input_cached_tokens and input_cache_write_tokens must not exceed input_tokens'
        WHEN "t3"."input_uncached_tokens_value" <> (
          (
            "t3"."input_tokens_value" - COALESCE("t3"."input_cached_tokens_value", 0)
          ) - COALESCE("t3"."input_cache_write_tokens_value", 0)
        )
        THEN 'input_uncached_tokens must be input_tokens less cached and cache-write tokens'
        WHEN (
          "t3"."input_tokens_value" IS NULL
        )
        AND (
          "t3"."output_tokens_value" IS NOT NULL
        )
        THEN 'input_tokens must not be empty where output_tokens is not'
        WHEN (
          "t3"."input_tokens_value" IS NOT NULL
        )
        AND NOT (
          "t3"."start_time_iso_text" IS NOT NULL
        )
        THEN 'start_time_iso must not be empty'
        WHEN (
          "t3"."start_time_iso_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            (
              "t3"."start_time_iso_value" >= CAST(FROM_ISO8601_TIMESTAMP('2015-01-01T00:00:00') AS TIMESTAMP)
            )
            AND (
              "t3"."start_time_iso_value" < CAST(FROM_ISO8601_TIMESTAMP('2101-01-01T00:00:00') AS TIMESTAMP)
            ),
            FALSE
          )
        )
        THEN CONCAT(
          'start_time_iso must be a time of 2015 to 2100: got ',
          SUBSTR(
            "t3"."start_time_iso_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."start_time_iso_text")),
            60
          )
        )
        WHEN (
          "t3"."end_time_iso_text" IS NOT NULL
        )
        AND NOT (
          COALESCE(
            (
              "t3"."end_time_iso_value" >= CAST(FROM_ISO8601_TIMESTAMP('2015-01-01T00:00:00') AS TIMESTAMP)
            )
            AND (
              "t3"."end_time_iso_value" < CAST(FROM_ISO8601_TIMESTAMP('2101-01-01T00:00:00') AS TIMESTAMP)
            ),
            FALSE
          )
        )
        THEN CONCAT(
          'end_time_iso must be a time of 2015 to 2100: got ',
          SUBSTR(
            "t3"."end_time_iso_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."end_time_iso_text")),
            60
          )
        )
        WHEN (
          "t3"."batch_text" IS NOT NULL
        )
        AND NOT (
          LOWER("t3"."batch_text") IN ('true', 'false', '1', '0')
        )
        THEN CONCAT(
          'batch must be true or false: got ',
          SUBSTR(
            "t3"."batch_text",
            IF((
              0 + 1
            ) >= 1, 0 + 1, 0 + 1 + LENGTH("t3"."batch_text")),
            60
          )
        )
        WHEN "t3"."start_time_iso_value" > CAST(FROM_ISO8601_TIMESTAMP('2027-01-01T00:00:00') AS TIMESTAMP)
        THEN CONCAT(
          'the time that it is of must not be after today: got ',
          CAST("t3"."start_time_iso_value" AS VARCHAR)
        )
        ELSE CAST(NULL AS VARCHAR)
      END AS "fault",
      'usage' AS "source_file",
      'OpenAI usage (CSV)' AS "format",
      'usage' AS "kind",
      DATE_TRUNC('MONTH', "t3"."start_time_iso_value") AS "month",
      COALESCE(
        (
          "t3"."input_tokens_value" - COALESCE("t3"."input_cached_tokens_value", 0)
        ) - COALESCE("t3"."input_cache_write_tokens_value", 0),
        0
      ) + COALESCE(COALESCE("t3"."input_cached_tokens_value", 0), 0) + COALESCE(COALESCE("t3"."input_cache_write_tokens_value", 0), 0) AS "prompt",
      COALESCE("t3"."output_tokens_value", 0) AS "answer",
      COALESCE("t3"."num_model_requests_value" >= 1, FALSE) AS "told"
    FROM (
      SELECT
        "t2"."start_time_iso",
        "t2"."end_time_iso",
        "t2"."project_id",
        "t2"."user_id",
        "t2"."api_key_id",
        "t2"."model",
        "t2"."batch",
        "t2"."service_tier",
        "t2"."num_model_requests",
        "t2"."input_tokens",
        "t2"."output_tokens",
        "t2"."input_cached_tokens",
        "t2"."input_cache_write_tokens",
        "t2"."input_uncached_tokens",
        "t2"."source_row",
        "t2"."input_tokens_text",
        "t2"."input_cached_tokens_text",
        "t2"."input_cache_write_tokens_text",
        "t2"."input_uncached_tokens_text",
        "t2"."num_model_requests_text",
        "t2"."output_tokens_text",
        "t2"."start_time_iso_text",
        "t2"."end_time_iso_text",
        "t2"."model_text",
        "t2"."project_id_text",
        "t2"."service_tier_text",
        "t2"."batch_text",
        "t2"."user_id_text",
        "t2"."api_key_id_text",
        TRY_CAST("t2"."input_tokens_text" AS DOUBLE) AS "input_tokens_number",
        TRY_CAST("t2"."input_cached_tokens_text" AS DOUBLE) AS "input_cached_tokens_number",
        TRY_CAST("t2"."input_cache_write_tokens_text" AS DOUBLE) AS "input_cache_write_tokens_number",
        TRY_CAST("t2"."input_uncached_tokens_text" AS DOUBLE) AS "input_uncached_tokens_number",
        TRY_CAST("t2"."num_model_requests_text" AS DOUBLE) AS "num_model_requests_number",
        TRY_CAST("t2"."output_tokens_text" AS DOUBLE) AS "output_tokens_number",
        IF(
          TRY_CAST("t2"."input_tokens_text" AS DOUBLE) BETWEEN 0 AND CAST(1e+16 AS DOUBLE),
          TRY_CAST("t2"."input_tokens_text" AS DOUBLE),
          CAST(NULL AS DOUBLE)
        ) AS "input_tokens_value",
        IF(
          TRY_CAST("t2"."input_cached_tokens_text" AS DOUBLE) BETWEEN 0 AND CAST(1e+16 AS DOUBLE),
          TRY_CAST("t2"."input_cached_tokens_text" AS DOUBLE),
          CAST(NULL AS DOUBLE)
        ) AS "input_cached_tokens_value",
        IF(
          TRY_CAST("t2"."input_cache_write_tokens_text" AS DOUBLE) BETWEEN 0 AND CAST(1e+16 AS DOUBLE),
          TRY_CAST("t2"."input_cache_write_tokens_text" AS DOUBLE),
          CAST(NULL AS DOUBLE)
        ) AS "input_cache_write_tokens_value",
        IF(
          TRY_CAST("t2"."input_uncached_tokens_text" AS DOUBLE) BETWEEN 0 AND CAST(1e+16 AS DOUBLE),
          TRY_CAST("t2"."input_uncached_tokens_text" AS DOUBLE),
          CAST(NULL AS DOUBLE)
        ) AS "input_uncached_tokens_value",
        IF(
          TRY_CAST("t2"."num_model_requests_text" AS DOUBLE) BETWEEN 0 AND CAST(1e+16 AS DOUBLE),
          TRY_CAST("t2"."num_model_requests_text" AS DOUBLE),
          CAST(NULL AS DOUBLE)
        ) AS "num_model_requests_value",
        IF(
          TRY_CAST("t2"."output_tokens_text" AS DOUBLE) BETWEEN 0 AND CAST(1e+16 AS DOUBLE),
          TRY_CAST("t2"."output_tokens_text" AS DOUBLE),
          CAST(NULL AS DOUBLE)
        ) AS "output_tokens_value",
        CAST(TRY_CAST(REPLACE(REPLACE(REPLACE("t2"."start_time_iso_text", 'T0', ' 0'), 'T1', ' 1'), 'T2', ' 2') AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) AS "start_time_iso_value",
        CAST(TRY_CAST(REPLACE(REPLACE(REPLACE("t2"."end_time_iso_text", 'T0', ' 0'), 'T1', ' 1'), 'T2', ' 2') AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) AS "end_time_iso_value"
      FROM (
        SELECT
          "t1"."start_time_iso",
          "t1"."end_time_iso",
          "t1"."project_id",
          "t1"."user_id",
          "t1"."api_key_id",
          "t1"."model",
          "t1"."batch",
          "t1"."service_tier",
          "t1"."num_model_requests",
          "t1"."input_tokens",
          "t1"."output_tokens",
          "t1"."input_cached_tokens",
          "t1"."input_cache_write_tokens",
          "t1"."input_uncached_tokens",
          "t1"."source_row",
          NULLIF(TRIM("t1"."input_tokens"), '') AS "input_tokens_text",
          NULLIF(TRIM("t1"."input_cached_tokens"), '') AS "input_cached_tokens_text",
          NULLIF(TRIM("t1"."input_cache_write_tokens"), '') AS "input_cache_write_tokens_text",
          NULLIF(TRIM("t1"."input_uncached_tokens"), '') AS "input_uncached_tokens_text",
          NULLIF(TRIM("t1"."num_model_requests"), '') AS "num_model_requests_text",
          NULLIF(TRIM("t1"."output_tokens"), '') AS "output_tokens_text",
          NULLIF(TRIM("t1"."start_time_iso"), '') AS "start_time_iso_text",
          NULLIF(TRIM("t1"."end_time_iso"), '') AS "end_time_iso_text",
          NULLIF(TRIM("t1"."model"), '') AS "model_text",
          NULLIF(TRIM("t1"."project_id"), '') AS "project_id_text",
          NULLIF(TRIM("t1"."service_tier"), '') AS "service_tier_text",
          NULLIF(TRIM("t1"."batch"), '') AS "batch_text",
          NULLIF(TRIM("t1"."user_id"), '') AS "user_id_text",
          NULLIF(TRIM("t1"."api_key_id"), '') AS "api_key_id_text"
        FROM (
          SELECT
            "t0"."start_time_iso",
            "t0"."end_time_iso",
            "t0"."project_id",
            "t0"."user_id",
            "t0"."api_key_id",
            "t0"."model",
            "t0"."batch",
            "t0"."service_tier",
            "t0"."num_model_requests",
            "t0"."input_tokens",
            "t0"."output_tokens",
            "t0"."input_cached_tokens",
            "t0"."input_cache_write_tokens",
            "t0"."input_uncached_tokens",
            CAST(NULL AS BIGINT) AS "source_row"
          FROM "usage" AS "t0"
        ) AS "t1"
      ) AS "t2"
    ) AS "t3"
  ) AS "t4"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6
) AS "t5"
