"""Computes metrics with the reference packages, for the equality tests.

Reads one JSON document {"peer": name, ...} and writes one: the values, or
{"missing": module} where the package is not installed.
"""
import ast
import asyncio
import contextlib
import importlib.util
import json
import math
import re
import sys
import types

CUTS = [1, 5, 10, 30, 100]


def pytrec_eval(task):
    import pytrec_eval as peer
    cuts = ",".join(map(str, CUTS))
    names = {"P": "P", "recall": "R", "success": "hit", "ndcg_cut": "nDCG", "map_cut": "AP"}
    evaluator = peer.RelevanceEvaluator(task["qrels"], {f"{n}.{cuts}" for n in names} | {"map", "recip_rank"})
    out = {}
    for query, values in evaluator.evaluate(task["run"]).items():
        out[query] = {"AP": values["map"], "RR": values["recip_rank"]}
        for theirs, ours in names.items():
            for k in CUTS:
                out[query][f"{ours}@{k}"] = values[f"{theirs}_{k}"]
    # It has no reciprocal rank with a cut: the rank of the whole list says it.
    for values in out.values():
        for k in CUTS:
            values[f"RR@{k}"] = values["RR"] if values["RR"] * k >= 1 - 1e-9 else 0.0
    return out


def ir_measures(task):
    import ir_measures as peer
    from ir_measures import AP, RR, P, R, Success, nDCG
    wanted = {AP: "AP", RR: "RR"}
    cut = {}
    for k in CUTS:
        wanted |= {nDCG @ k: f"nDCG@{k}", AP @ k: f"AP@{k}", P @ k: f"P@{k}", R @ k: f"R@{k}", Success @ k: f"hit@{k}"}
        cut[RR @ k] = f"RR@{k}"
    out = {}
    for m in peer.iter_calc(list(wanted), task["qrels"], task["run"]):
        out.setdefault(m.query_id, {})[wanted[m.measure]] = m.value
    # RR with a cut comes from another provider, which breaks ties the other way.
    distinct = {q: {d: float(-i) for i, d in enumerate(order)} for q, order in task["order"].items()}
    for m in peer.iter_calc(list(cut), task["qrels"], distinct):
        out.setdefault(m.query_id, {})[cut[m.measure]] = m.value
    return out


def ranx(task):
    import ranx as peer
    names = {"ndcg": "nDCG", "map": "AP", "mrr": "RR", "precision": "P", "recall": "R", "hit_rate": "hit", "ndcg_burges": "nDCGexp"}
    queries = sorted(q for q in task["run"] if task["run"][q] and any(task["qrels"][q].values()))
    qrels = peer.Qrels({q: task["qrels"][q] for q in queries})
    # ranx leaves ties in any order: it is given distinct scores in our order.
    run = peer.Run({q: {d: float(1000 - i) for i, d in enumerate(task["order"][q])} for q in queries})
    wanted = {f"{t}@{k}": f"{o}@{k}" for t, o in names.items() for k in CUTS} | {"map": "AP", "mrr": "RR"}
    peer.evaluate(qrels, run, list(wanted), return_mean=False)
    out = {q: {} for q in queries}
    for theirs, ours in wanted.items():
        for q in queries:
            out[q][ours] = run.scores[theirs][q]
    return out


def source(module, path):
    """Loads one file of a package without the rest of it."""
    package = importlib.util.find_spec(module)
    if package is None:
        raise ModuleNotFoundError(name=module)
    root = package.submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location(f"{module}.{path.replace('/', '.')}", f"{root}/{path}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def ragchecker(task):
    if importlib.util.find_spec("ragchecker") is None:
        raise ModuleNotFoundError(name="ragchecker")
    package = types.ModuleType("ragchecker")
    package.__path__ = importlib.util.find_spec("ragchecker").submodule_search_locations
    container = types.ModuleType("ragchecker.container")
    container.RAGResult = object
    sys.modules |= {"ragchecker": package, "ragchecker.container": container}
    import ragchecker.computation as peer

    def labels(value):
        return [labels(v) for v in value] if isinstance(value, list) else ("Entailment" if value else "Neutral")

    out = []
    for c in task["claims"]:
        result = types.SimpleNamespace(metrics={}, response2answer=labels(c["Reference"]), answer2response=labels(c["Response"]),
                                       retrieved2answer=labels(c["PassReference"]), retrieved2response=labels(c["PassResponse"]))
        for compute in peer.METRIC_FUNC_MAP.values():
            compute(result)
        out.append({k: float(v) for k, v in result.metrics.items()})
    return out


def nuggetizer(task):
    peer = source("nuggetizer", "core/metrics")
    grades = ["not_support", "partial_support", "support"]
    out = []
    for nuggets in task["nuggets"]:
        s = peer.calculate_nugget_scores("q", [{"importance": "vital" if n["Vital"] else "okay", "assignment": grades[n["Support"]]} for n in nuggets])
        out.append([s.strict_vital_score, s.strict_all_score, s.vital_score, s.all_score])
    return out


def sklearn(task):
    from sklearn.metrics import cohen_kappa_score as peer
    return [[peer(p[0], p[1], weights=w) for w in (None, "linear", "quadratic")] for p in task["pairs"]]


def krippendorff(task):
    import krippendorff as peer
    out = []
    for scores in task["scores"]:
        data = [[math.nan if v is None else v for v in row] for row in scores]
        out.append([peer.alpha(data, level_of_measurement=s) for s in ("nominal", "ordinal", "interval")])
    return out


def scipy(task):
    from scipy import stats
    out = [[float(f(a, b)[0]) for f in (stats.pearsonr, stats.spearmanr, stats.kendalltau)] for a, b in task["lists"]]
    for k, n in task["rates"]:
        low, high = stats.binomtest(k, n).proportion_ci(method="wilson")
        out.append([float(low), float(high), 0.0])
    return out


def text(task):
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
    from nltk.translate.meteor_score import single_meteor_score
    from rouge_score import rouge_scorer, tokenizers

    class Words(tokenizers.Tokenizer):
        def tokenize(self, line):
            return line.split()

    stub = types.SimpleNamespace(stem=lambda word: word, synsets=lambda word: [])
    rouge = rouge_scorer.RougeScorer(["rougeL"], tokenizer=Words())
    out = []
    for reference, hypothesis in task["texts"]:
        out.append([
            sentence_bleu([reference], hypothesis, smoothing_function=SmoothingFunction().method4),
            rouge.score(" ".join(reference), " ".join(hypothesis))["rougeL"].fmeasure,
            single_meteor_score(reference, hypothesis, stemmer=stub, wordnet=stub),
        ])
    return out


def method(module, path, cls, name):
    """Takes one method out of a file of a package that needs much more to load."""
    package = importlib.util.find_spec(module)
    if package is None:
        raise ModuleNotFoundError(name=module)
    with open(f"{package.submodule_search_locations[0]}/{path}.py", encoding="utf-8") as f:
        tree = ast.parse(f.read())
    body = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == cls).body
    found = next(n for n in body if getattr(n, "name", "") == name)
    for argument in found.args.args:
        argument.annotation = None
    found.returns = None
    import logging
    import numpy
    space = {"np": numpy, "logger": logging.getLogger("peers")}
    exec(compile(ast.Module([found], []), path, "exec"), space)
    return space[name]


def ragas(task):
    import logging
    logging.disable()
    precision = method("ragas", "metrics/_context_precision", "IDBasedContextPrecision", "_single_turn_ascore")
    recall = method("ragas", "metrics/_context_recall", "IDBasedContextRecall", "_single_turn_ascore")
    ranked = method("ragas", "metrics/_context_precision", "LLMContextPrecisionWithReference", "_calculate_average_precision")
    out = []
    for found, wanted, verdicts in task["lists"]:
        sample = types.SimpleNamespace(retrieved_context_ids=found, reference_context_ids=wanted)
        out.append([asyncio.run(precision(None, sample, None)), asyncio.run(recall(None, sample, None)),
                    ranked(None, [types.SimpleNamespace(verdict=v) for v in verdicts])])
    return out


def statsmodels(task):
    from statsmodels.stats.inter_rater import fleiss_kappa
    from statsmodels.stats.multitest import multipletests
    return {"holm": [list(multipletests(p, method="holm")[1]) for p in task["ps"]],
            "fleiss": [float(fleiss_kappa(counts)) for counts in task["counts"]]}


def alce(task):
    """ALCE is no package: task["path"] is its eval.py. Its models are replaced
    by a table that says which sets of passages support a sentence."""
    for name, what in {"torch": [], "tqdm": ["tqdm"], "mauve": [], "nltk": ["sent_tokenize", "word_tokenize"],
                       "transformers": ["AutoModelForSeq2SeqLM", "AutoTokenizer", "pipeline"], "rouge_score": ["rouge_scorer", "scoring"], "utils": ["normalize_answer", "get_max_memory", "remove_citations"]}.items():
        stub = types.ModuleType(name)
        for w in what:
            setattr(stub, w, None)
        sys.modules[name] = stub
    sys.modules["tqdm"].tqdm = list
    sys.modules["nltk"].sent_tokenize = str.splitlines
    sys.modules["utils"].remove_citations = lambda s: re.sub(r" ?\[\d+\]", "", s)
    spec = importlib.util.spec_from_file_location("alce_eval", task["path"])
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    import logging
    logging.disable()
    peer.autoais_model = peer.autoais_tokenizer = object()
    out = []
    for answer in task["answers"]:
        def supports(passage, claim):
            cited = {int(n) for n in re.findall(r"Title: d(\d+)", passage)}
            return int(any(set(s) <= cited for s in answer["support"][int(claim.split()[0][1:])]))
        peer._run_nli_autoais = supports
        lines = [f"s{i} says" + "".join(f" [{n + 1}]" for n in cited) for i, cited in enumerate(answer["cited"])]
        item = {"question": "q", "output": "\n".join(lines), "docs": [{"title": f"d{n}", "text": "t"} for n in range(answer["passages"])]}
        with contextlib.redirect_stdout(sys.stderr):  # it prints
            scores = peer.compute_autoais([item])
        out.append([scores["citation_rec"] / 100, scores["citation_prec"] / 100])
    return out


if __name__ == "__main__":
    task = json.load(sys.stdin)
    try:
        result = globals()[task["peer"]](task)
    except ModuleNotFoundError as missing:
        result = {"missing": missing.name}
    json.dump(result, sys.stdout)
