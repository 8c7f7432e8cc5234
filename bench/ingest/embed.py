"""Embeds the texts of an ingest with the same model, driven from Python.

Reads texts.jsonl (one JSON string a line) of the directory given, tokenizes them with the
model's own tokenizer.json and runs them in the ways that a Python program would: each text alone
on one thread, as many at a time as there are threads, and in batches sorted by length on all
threads. Prints one JSON object: seconds of each way, tokens, and the largest distance to
the vectors in vectors.f32 (those of our ingest), with the text that has it. Loading the model is not timed.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer

MAX_TOKENS = 512


def session(model, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def run(model, batch, longest):
    ids = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for i, tokens in enumerate(batch):
        ids[i, : len(tokens)] = tokens
        mask[i, : len(tokens)] = 1
    hidden = model.run(
        ["last_hidden_state"],
        {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
    )[0][:, 0]
    return hidden / np.linalg.norm(hidden, axis=1, keepdims=True)


def alone(tokenizer, model, texts, threads):
    def one(text):
        tokens = tokenizer.encode(text).ids
        return run(model, [tokens], len(tokens))[0], len(tokens)

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(one, texts))
    return np.stack([v for v, _ in done]), sum(n for _, n in done)


def batched(tokenizer, model, texts, size):
    tokens = [e.ids for e in tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    for at in range(0, len(order), size):
        some = order[at : at + size]
        vectors[some] = run(model, [tokens[i] for i in some], max(len(tokens[i]) for i in some))
    return vectors


def main():
    folder, model, vocabulary, threads = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    texts = [json.loads(line) for line in (folder / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
    ours = np.fromfile(folder / "vectors.f32", dtype="<f4").reshape(-1, 512)
    tokenizer = Tokenizer.from_file(vocabulary)
    tokenizer.normalizer = BertNormalizer(lowercase=True)  # as the model was trained; the file says otherwise
    tokenizer.encode_special_tokens = True  # [CLS] in a text is text
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    single, many = session(model, 1), session(model, threads)
    alone(tokenizer, single, texts[:20], threads)  # warm
    batched(tokenizer, many, texts[:20], 8)

    seconds = {}
    start = time.perf_counter()
    vectors, tokens = alone(tokenizer, single, texts, threads)
    seconds["each text alone"] = time.perf_counter() - start
    for size in (8, 32):
        start = time.perf_counter()
        batched(tokenizer, many, texts, size)
        seconds[f"batches of {size}"] = time.perf_counter() - start
    distances = np.abs(vectors - ours).max(axis=1)
    worst = int(distances.argmax())
    print(
        json.dumps(
            {
                "seconds": seconds,
                "tokens": tokens,
                "distance": float(distances[worst]),
                "equal": int((distances < 1e-6).sum()),
                "worst": texts[worst],
                "onnxruntime": ort.__version__,
            }
        )
    )


if __name__ == "__main__":
    main()
