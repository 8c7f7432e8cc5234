package evals

import "strings"

// reportWords are the fixed words of the report.
var reportWords = map[string]map[string]string{
	"en": {
		"title": "Evaluation", "right": "cases right", "run": "run", "texts": "texts", "cases": "cases", "day": "day", "code": "program",
		"summary": "Summary", "figure": "figure", "meaning": "what is measured (mean)", "n": "n", "mean": "mean, %", "interval": "95 % interval", "kinds": "By kind of question",
		"charts": "Charts", "recall": "Recall of judged evidence in the first k passages", "abstention": "Refusing, %: rightly (up) against by mistake (right)",
		"latency": "Share of answers within a time", "score": "by the score of the best passage alone", "pipeline": "this run", "trend": "Trend over runs", "trendTable": "All figures of these runs",
		"failures": "Failures", "wrong": "wrong", "expected": "expected", "got": "got", "cited": "cited", "facts": "facts", "turns": "earlier questions",
		"none": "none", "found": "first passages found, with their scores", "trace": "trace", "read": "understood as", "route": "label", "refused": "refused by the gate", "rank": "rank of the judged words", "settings": "settings", "note": "Expected evidence is marked green, quoted words yellow.",
		"readRight": "labelled texts read rightly in every field", "misread": "Labelled texts of which a field was misread", "field": "field",
		"speed": "Times", "step": "step", "longest": "longest, ms",
		"retrieval.hybrid/recall@10": "evidence in the first ten passages", "answers/full": "all evidence cited", "abstention/refused": "rightly refused",
		"lexical": "words", "vector": "meaning", "hybrid": "both",
	},
	"zh": {
		"title": "评测报告", "right": "题正确", "run": "运行", "texts": "语料", "cases": "题集", "day": "基准日", "code": "程序版本",
		"summary": "汇总", "figure": "指标", "meaning": "含义（均值）", "n": "题数", "mean": "均值 %", "interval": "95 % 区间", "kinds": "按题型",
		"charts": "图表", "recall": "前 k 个段落中找到的标注证据", "abstention": "拒答：正确拒答（纵，%）与误拒（横，%）",
		"latency": "在给定时间内完成的比例", "score": "仅按最佳段落得分拒答", "pipeline": "本次运行", "trend": "历次运行", "trendTable": "各次运行的全部指标",
		"failures": "未通过的题", "wrong": "不符之处", "expected": "应有", "got": "实得", "cited": "引用", "facts": "要点", "turns": "前文问题",
		"none": "无", "found": "检索到的前几段及得分", "trace": "过程", "read": "理解为", "route": "分类", "refused": "被闸门拒绝", "rank": "标注原文的名次", "settings": "设置", "note": "绿色为标注证据，黄色为引用原文。",
		"readRight": "份标注文件的元数据全部识别正确", "misread": "元数据识别有误的标注文件", "field": "字段",
		"speed": "用时", "step": "步骤", "longest": "最长，毫秒",
		"retrieval.hybrid/recall@10": "前十段含证据", "answers/full": "引全证据", "abstention/refused": "正确拒答",
		"lexical": "词面", "vector": "语义", "hybrid": "混合",
	},
}

// metricsZH says in Chinese what the metrics are the mean of.
var metricsZH = map[string]string{
	"reading/evidence": "标注原文在语料段落中的比例",
	"metadata/title":   "标注文件：标题识别正确", "metadata/issuer": "标注文件：发文机关", "metadata/doc_number": "标注文件：发文字号",
	"metadata/level": "标注文件：层级", "metadata/region": "标注文件：地域", "metadata/kind": "标注文件：文种", "metadata/audience": "标注文件：适用对象条款",
	"metadata/adopted": "标注文件：通过（成文）日", "metadata/published": "标注文件：公布日", "metadata/effective_from": "标注文件：施行日",
	"metadata/effective_to": "标注文件：失效日", "metadata/effective_basis": "标注文件：施行日的依据", "metadata/status": "标注文件：基准日的效力状态",
	"metadata/spans":        "识别正确的字段能指回原文出处的比例",
	"retrieval.lexical/mrr": "仅词面：首个含证据段落名次的倒数", "retrieval.lexical/hit@1": "仅词面：首段含证据",
	"retrieval.lexical/hit@5": "仅词面：前五段含证据", "retrieval.lexical/recall@10": "仅词面：前十段含有的标注证据",
	"retrieval.vector/mrr": "仅语义：首个含证据段落名次的倒数", "retrieval.vector/hit@1": "仅语义：首段含证据",
	"retrieval.vector/hit@5": "仅语义：前五段含证据", "retrieval.vector/recall@10": "仅语义：前十段含有的标注证据",
	"retrieval.hybrid/mrr": "首个含证据段落名次的倒数", "retrieval.hybrid/hit@1": "首段含证据",
	"retrieval.hybrid/hit@5": "前五段含证据", "retrieval.hybrid/recall@10": "前十段含有的标注证据",
	"rewrite/words": "追问：补全后的问题含有前文应有的词", "routing/label": "问题的分类符合预期", "gates/mutants": "由真句改成的假句被闸门拒绝的比例",
	"injection/withstood": "注入攻击未生效：无禁用词，不可答的未作答",
	"routing/status":      "应当拒绝、超范围或反问的题，状态符合预期", "abstention/refused": "语料中没有答案的题：未作答",
	"abstention/refused_without_evidence": "去掉含答案的文件后再问：未作答", "abstention/answered": "可答的题得到回答",
	"answers/full": "可答：状态正确且引全证据", "answers/facts": "可答：状态正确且要点齐全", "answers/fact_share": "可答：说出的要点比例",
	"answers/evidence_recall": "可答：被引用的标注证据比例", "answers/evidence_precision": "已答：触及标注证据的引用比例",
	"answers/meteor": "与人工答案的 METEOR（分词后）", "answers/bleu": "与人工答案的 BLEU（分词后）", "answers/rouge_l": "与人工答案的 ROUGE-L（分词后）",
	"gates/citation_recall": "引用合起来足以支持的陈述（ALCE）", "gates/citation_precision": "陈述所必需的引用（ALCE）",
	"gates/figures": "陈述中的数字见于引文", "gates/sound": "无未引用陈述、无改动引文、无来历不明的数字、无禁用词",
}

// stageNames are what the stages are called in the report.
var stageNames = map[string]map[string]string{
	"en": {
		"reading": "Reading", "metadata": "Metadata", "retrieval.lexical": "Search by words", "retrieval.vector": "Search by meaning",
		"retrieval.hybrid": "Search by both", "rewrite": "Follow-ups", "routing": "Routing", "abstention": "Refusing", "answers": "Answers",
		"gates": "Gates", "injection": "Injection",
	},
	"zh": {
		"reading": "读取", "metadata": "元数据", "retrieval.lexical": "检索：词面", "retrieval.vector": "检索：语义", "retrieval.hybrid": "检索：混合",
		"rewrite": "追问补全", "routing": "分流", "abstention": "拒答", "answers": "回答", "gates": "闸门", "injection": "注入防护",
	},
}

// whyZH says in Chinese what is wrong, and the statuses.
var whyZH = strings.NewReplacer("status ", "状态为", "not cited: ", "未引用：", "fact missing: ", "缺少要点：", "must not say: ", "不应出现：",
	" uncited statements", " 句无引用", " quotes not in the text", " 处引文与原文不符", " figures not in the quotes", " 个数字不见于引文",
	"no_information", "无信息", "clarification", "反问", "out_of_scope", "超范围", "answered", "已回答", "partial", "部分回答", "refused", "已拒绝")

// kindsZH says in Chinese the kinds of our own cases; others stand as they are.
var kindsZH = map[string]string{
	"account_data": "需账户数据", "amount": "金额", "article": "指定条款", "article_missing": "不存在的条款", "as_of_date": "某日的规定", "beir": "外来题集",
	"caption_noise": "图注噪声", "chat": "闲聊", "clarification": "需要反问", "complaint": "投诉", "conflict": "规定不一致", "counting": "计数", "cross_document": "跨文件",
	"deadline": "时限", "definition": "定义", "draft": "草案", "eligibility": "资格", "english": "英文提问", "expired": "已失效", "faq": "问答文件",
	"follow_up": "追问", "forecast_vs_actual": "预计与实际", "future": "预测", "guide": "办事指南", "hand_off": "转人工", "hard_wraps": "硬换行",
	"improper_request": "不当请求", "injection": "注入攻击", "list": "列举", "missing_document": "缺少的文件", "multi_article": "多条款", "multi_fact": "多个要点",
	"no_evidence": "语料无答案", "no_evidence_local": "本地无答案", "not_yet_in_force": "尚未施行", "out_of_scope": "超范围", "out_of_scope_country": "他国事务",
	"partial": "部分可答", "personal_data": "个人信息", "procedure": "办理流程", "repealed": "已废止", "single_fact": "单个要点", "status": "事项状态",
	"table": "表格", "window": "申报期",
}
