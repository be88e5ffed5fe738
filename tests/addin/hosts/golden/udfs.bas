Function EQUERY_ASSUMPTIONS(Optional set_)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_ASSUMPTIONS = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_ASSUMPTIONS", Array(set_), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_ASSUMPTIONS = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_ASSUMPTIONS", Array(set_))
        Exit Function
    #End If
failed:
    EQUERY_ASSUMPTIONS = Err.Description
End Function

Function EQUERY_COMPARE(regime, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_COMPARE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_COMPARE", Array(regime, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_COMPARE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_COMPARE", Array(regime, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_COMPARE = Err.Description
End Function

Function EQUERY_COST(model, regime, Optional price_per_kwh, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_COST = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_COST", Array(model, regime, price_per_kwh, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_COST = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_COST", Array(model, regime, price_per_kwh, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_COST = Err.Description
End Function

Function EQUERY_FROM_ROWS(tps, l_in, l_out, p_max_kw, regime, q, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_FROM_ROWS = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_FROM_ROWS", Array(tps, l_in, l_out, p_max_kw, regime, q, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_FROM_ROWS = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_FROM_ROWS", Array(tps, l_in, l_out, p_max_kw, regime, q, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_FROM_ROWS = Err.Description
End Function

Function EQUERY_GCO2E(model, regime, Optional place, Optional alpha_lo, Optional alpha_hi, Optional basis, Optional contractual_g, Optional certified_share, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_GCO2E = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_GCO2E", Array(model, regime, place, alpha_lo, alpha_hi, basis, contractual_g, certified_share, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_GCO2E = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_GCO2E", Array(model, regime, place, alpha_lo, alpha_hi, basis, contractual_g, certified_share, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_GCO2E = Err.Description
End Function

Function EQUERY_MEAN(model, regime, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_MEAN = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_MEAN", Array(model, regime, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_MEAN = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_MEAN", Array(model, regime, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_MEAN = Err.Description
End Function

Function EQUERY_MEDIAN(model, regime, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_MEDIAN = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_MEDIAN", Array(model, regime, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_MEDIAN = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_MEDIAN", Array(model, regime, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_MEDIAN = Err.Description
End Function

Function EQUERY_MODELS()
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_MODELS = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_MODELS", Array(), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_MODELS = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_MODELS", Array())
        Exit Function
    #End If
failed:
    EQUERY_MODELS = Err.Description
End Function

Function EQUERY_PROB_ABOVE(model, regime, wh, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_PROB_ABOVE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_PROB_ABOVE", Array(model, regime, wh, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_PROB_ABOVE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_PROB_ABOVE", Array(model, regime, wh, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_PROB_ABOVE = Err.Description
End Function

Function EQUERY_PUBLISHED(id)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_PUBLISHED = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_PUBLISHED", Array(id), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_PUBLISHED = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_PUBLISHED", Array(id))
        Exit Function
    #End If
failed:
    EQUERY_PUBLISHED = Err.Description
End Function

Function EQUERY_QUANTILE(model, regime, q, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_QUANTILE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_QUANTILE", Array(model, regime, q, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_QUANTILE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_QUANTILE", Array(model, regime, q, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_QUANTILE = Err.Description
End Function

Function EQUERY_REGIMES()
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_REGIMES = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_REGIMES", Array(), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_REGIMES = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_REGIMES", Array())
        Exit Function
    #End If
failed:
    EQUERY_REGIMES = Err.Description
End Function

Function EQUERY_SAMPLE(model, regime, n, Optional seed, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_SAMPLE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_SAMPLE", Array(model, regime, n, seed, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_SAMPLE = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_SAMPLE", Array(model, regime, n, seed, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_SAMPLE = Err.Description
End Function

Function EQUERY_SUMMARY(model, regime, Optional alpha_lo, Optional alpha_hi, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_SUMMARY = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_SUMMARY", Array(model, regime, alpha_lo, alpha_hi, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_SUMMARY = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_SUMMARY", Array(model, regime, alpha_lo, alpha_hi, assumptions))
        Exit Function
    #End If
failed:
    EQUERY_SUMMARY = Err.Description
End Function

Function EQUERY_VERSION()
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EQUERY_VERSION = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_VERSION", Array(), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EQUERY_VERSION = XLPy.CallUDF("addin.hosts.udfs", "EQUERY_VERSION", Array())
        Exit Function
    #End If
failed:
    EQUERY_VERSION = Err.Description
End Function

Function FLEET_ALPHA_NEEDED(budget_gwh, share_tts, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_ALPHA_NEEDED = XLPy.CallUDF("addin.hosts.udfs", "FLEET_ALPHA_NEEDED", Array(budget_gwh, share_tts, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_ALPHA_NEEDED = XLPy.CallUDF("addin.hosts.udfs", "FLEET_ALPHA_NEEDED", Array(budget_gwh, share_tts, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_ALPHA_NEEDED = Err.Description
End Function

Function FLEET_BETA(Optional redundancy, Optional mean_load, Optional network, Optional p_max_kw, Optional p_idle_kw)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_BETA = XLPy.CallUDF("addin.hosts.udfs", "FLEET_BETA", Array(redundancy, mean_load, network, p_max_kw, p_idle_kw), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_BETA = XLPy.CallUDF("addin.hosts.udfs", "FLEET_BETA", Array(redundancy, mean_load, network, p_max_kw, p_idle_kw))
        Exit Function
    #End If
failed:
    FLEET_BETA = Err.Description
End Function

Function FLEET_BREAKEVEN_SHARE(budget_gwh, alpha_lo, alpha_hi, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_BREAKEVEN_SHARE = XLPy.CallUDF("addin.hosts.udfs", "FLEET_BREAKEVEN_SHARE", Array(budget_gwh, alpha_lo, alpha_hi, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_BREAKEVEN_SHARE = XLPy.CallUDF("addin.hosts.udfs", "FLEET_BREAKEVEN_SHARE", Array(budget_gwh, alpha_lo, alpha_hi, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_BREAKEVEN_SHARE = Err.Description
End Function

Function FLEET_COST(share_tts, alpha_lo, alpha_hi, Optional price_per_kwh, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_COST = XLPy.CallUDF("addin.hosts.udfs", "FLEET_COST", Array(share_tts, alpha_lo, alpha_hi, price_per_kwh, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_COST = XLPy.CallUDF("addin.hosts.udfs", "FLEET_COST", Array(share_tts, alpha_lo, alpha_hi, price_per_kwh, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_COST = Err.Description
End Function

Function FLEET_GWH(share_tts, alpha_lo, alpha_hi, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_GWH = XLPy.CallUDF("addin.hosts.udfs", "FLEET_GWH", Array(share_tts, alpha_lo, alpha_hi, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_GWH = XLPy.CallUDF("addin.hosts.udfs", "FLEET_GWH", Array(share_tts, alpha_lo, alpha_hi, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_GWH = Err.Description
End Function

Function FLEET_INTERVAL(share_tts, alpha_lo, alpha_hi, q, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_INTERVAL = XLPy.CallUDF("addin.hosts.udfs", "FLEET_INTERVAL", Array(share_tts, alpha_lo, alpha_hi, q, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_INTERVAL = XLPy.CallUDF("addin.hosts.udfs", "FLEET_INTERVAL", Array(share_tts, alpha_lo, alpha_hi, q, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_INTERVAL = Err.Description
End Function

Function FLEET_TCO2E(share_tts, alpha_lo, alpha_hi, Optional place, Optional basis, Optional contractual_g, Optional certified_share, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_TCO2E = XLPy.CallUDF("addin.hosts.udfs", "FLEET_TCO2E", Array(share_tts, alpha_lo, alpha_hi, place, basis, contractual_g, certified_share, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_TCO2E = XLPy.CallUDF("addin.hosts.udfs", "FLEET_TCO2E", Array(share_tts, alpha_lo, alpha_hi, place, basis, contractual_g, certified_share, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_TCO2E = Err.Description
End Function

Function FLEET_TORNADO(share_tts, alpha_lo, alpha_hi, Optional queries_per_day, Optional model, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_TORNADO = XLPy.CallUDF("addin.hosts.udfs", "FLEET_TORNADO", Array(share_tts, alpha_lo, alpha_hi, queries_per_day, model, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_TORNADO = XLPy.CallUDF("addin.hosts.udfs", "FLEET_TORNADO", Array(share_tts, alpha_lo, alpha_hi, queries_per_day, model, assumptions))
        Exit Function
    #End If
failed:
    FLEET_TORNADO = Err.Description
End Function

Function FLEET_TWH_YEAR(share_tts, alpha_lo, alpha_hi, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_TWH_YEAR = XLPy.CallUDF("addin.hosts.udfs", "FLEET_TWH_YEAR", Array(share_tts, alpha_lo, alpha_hi, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_TWH_YEAR = XLPy.CallUDF("addin.hosts.udfs", "FLEET_TWH_YEAR", Array(share_tts, alpha_lo, alpha_hi, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_TWH_YEAR = Err.Description
End Function

Function FLEET_WATER_ML(share_tts, alpha_lo, alpha_hi, wue_site, Optional wue_generation, Optional queries_per_day, Optional model, Optional beta, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FLEET_WATER_ML = XLPy.CallUDF("addin.hosts.udfs", "FLEET_WATER_ML", Array(share_tts, alpha_lo, alpha_hi, wue_site, wue_generation, queries_per_day, model, beta, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        FLEET_WATER_ML = XLPy.CallUDF("addin.hosts.udfs", "FLEET_WATER_ML", Array(share_tts, alpha_lo, alpha_hi, wue_site, wue_generation, queries_per_day, model, beta, assumptions))
        Exit Function
    #End If
failed:
    FLEET_WATER_ML = Err.Description
End Function

Function GRID_FACTOR(place, Optional year)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        GRID_FACTOR = XLPy.CallUDF("addin.hosts.udfs", "GRID_FACTOR", Array(place, year), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        GRID_FACTOR = XLPy.CallUDF("addin.hosts.udfs", "GRID_FACTOR", Array(place, year))
        Exit Function
    #End If
failed:
    GRID_FACTOR = Err.Description
End Function

Function TPS_FIT(model, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TPS_FIT = XLPy.CallUDF("addin.hosts.udfs", "TPS_FIT", Array(model, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TPS_FIT = XLPy.CallUDF("addin.hosts.udfs", "TPS_FIT", Array(model, assumptions))
        Exit Function
    #End If
failed:
    TPS_FIT = Err.Description
End Function

Function TPS_FIT_RANGE(tps, l_in, l_out)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TPS_FIT_RANGE = XLPy.CallUDF("addin.hosts.udfs", "TPS_FIT_RANGE", Array(tps, l_in, l_out), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TPS_FIT_RANGE = XLPy.CallUDF("addin.hosts.udfs", "TPS_FIT_RANGE", Array(tps, l_in, l_out))
        Exit Function
    #End If
failed:
    TPS_FIT_RANGE = Err.Description
End Function

Function TPS_PREDICT(model, l_in, l_out, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TPS_PREDICT = XLPy.CallUDF("addin.hosts.udfs", "TPS_PREDICT", Array(model, l_in, l_out, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TPS_PREDICT = XLPy.CallUDF("addin.hosts.udfs", "TPS_PREDICT", Array(model, l_in, l_out, assumptions))
        Exit Function
    #End If
failed:
    TPS_PREDICT = Err.Description
End Function

Function USAGE_COST(calls, l_in, l_out, price_in, price_out, Optional cached, Optional price_cached)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        USAGE_COST = XLPy.CallUDF("addin.hosts.udfs", "USAGE_COST", Array(calls, l_in, l_out, price_in, price_out, cached, price_cached), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        USAGE_COST = XLPy.CallUDF("addin.hosts.udfs", "USAGE_COST", Array(calls, l_in, l_out, price_in, price_out, cached, price_cached))
        Exit Function
    #End If
failed:
    USAGE_COST = Err.Description
End Function

Function USAGE_KWH(model, calls, l_in, l_out, Optional cached, Optional which, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        USAGE_KWH = XLPy.CallUDF("addin.hosts.udfs", "USAGE_KWH", Array(model, calls, l_in, l_out, cached, which, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        USAGE_KWH = XLPy.CallUDF("addin.hosts.udfs", "USAGE_KWH", Array(model, calls, l_in, l_out, cached, which, assumptions))
        Exit Function
    #End If
failed:
    USAGE_KWH = Err.Description
End Function

Function USAGE_REPORT(model, calls, l_in, l_out, Optional place, Optional cached, Optional year, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        USAGE_REPORT = XLPy.CallUDF("addin.hosts.udfs", "USAGE_REPORT", Array(model, calls, l_in, l_out, place, cached, year, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        USAGE_REPORT = XLPy.CallUDF("addin.hosts.udfs", "USAGE_REPORT", Array(model, calls, l_in, l_out, place, cached, year, assumptions))
        Exit Function
    #End If
failed:
    USAGE_REPORT = Err.Description
End Function

Function USAGE_TCO2E(model, calls, l_in, l_out, Optional place, Optional cached, Optional which, Optional basis, Optional contractual_g, Optional certified_share, Optional year, Optional assumptions)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        USAGE_TCO2E = XLPy.CallUDF("addin.hosts.udfs", "USAGE_TCO2E", Array(model, calls, l_in, l_out, place, cached, which, basis, contractual_g, certified_share, year, assumptions), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        USAGE_TCO2E = XLPy.CallUDF("addin.hosts.udfs", "USAGE_TCO2E", Array(model, calls, l_in, l_out, place, cached, which, basis, contractual_g, certified_share, year, assumptions))
        Exit Function
    #End If
failed:
    USAGE_TCO2E = Err.Description
End Function

