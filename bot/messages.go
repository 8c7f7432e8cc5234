package bot

import (
	"fmt"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// message is a fixed sentence in both languages.
type message struct{ zh, en string }

// in gives the sentence in a language. In English the places, articles and laws
// that it names are, too.
func (m message) in(lang string, args ...any) string {
	s := m.zh
	if lang == "en" {
		s = m.en
	}
	if len(args) > 0 {
		s = fmt.Sprintf(s, args...)
	}
	if lang == "en" {
		return retrieval.InEnglish(s)
	}
	return s
}

// The fixed sentences. Wherever the corpus is silent they say so and whom to
// ask; they never hold a claim about policy.
var (
	msgNotFound        = message{"库内没有能回答这个问题的内容。", "The corpus does not say."}
	msgNear            = message{"库内较接近的内容（未必与所问相符，请核对原文）：%s。", "Nearest in the corpus (it may be about something else): %s."}
	msgPartMissing     = message{"“%s”：库内未找到依据。", "\"%s\": the corpus does not say."}
	msgSideMissing     = message{"“%s”：所引条文没有说到。", "\"%s\": the text quoted does not speak of it."}
	msgNoDocument      = message{"库内没有收录《%s》的正文，不能据此回答，也不以其他地区或其他文件的规定代答。", "The corpus does not hold the text of 《%s》; no other region's or document's rule is given in its place."}
	msgNoTitle         = message{"库内没有收录《%s》的正文。", "The corpus does not hold the text of 《%s》."}
	msgNoNumber        = message{"库内没有收录%s的正文，不能据此回答，也不以其他文件的规定代答。", "The corpus does not hold the text of %s; no other document's rule is given in its place."}
	msgNoRegion        = message{"库内没有%s的地方文件；以下只是全国性规定，当地标准请向当地主管部门核实。", "The corpus holds no local document of %s; what follows are national rules only."}
	msgNoLocal         = message{"库内没有%s这方面的文件，不以其他地区的标准代答。", "The corpus holds no such document of %s; another region's figures are not given instead."}
	msgNoEdition       = message{"库内没有《%s》%s年的版本，不以其他年份的版本代答。", "The corpus does not hold the %[2]s edition of 《%[1]s》; another edition is not quoted in its place."}
	msgNoneHeldOn      = message{"库内没有能确认在 %s 有效的规定，下面引的文本效力如何，见后面的说明。", "No rule held is known to have been in force on %s; see below how it stands with the text quoted."}
	msgOnlyVersion     = message{"注意：库内只有《%s》的现行文本，没有更早的版本，以上不是修订前的规定。", "Note: of 《%s》 only the text in force is held, no earlier version; the above is not what it said before."}
	msgNoArticle       = message{"《%s》没有%s：库内文本共 %d 条，从%s到%s。", "《%s》 has no %s: the stored text has %d articles, from %s to %s."}
	msgNoText          = message{"没有查到问题所指文件的%s：库内可能没有这份文件，请写出文件的全称或文号再问。", "No %s of the text that is meant was found; it may not be held: please ask with its full title or document number."}
	msgNumberOf        = message{"%s是《%s》", "%s is 《%s》"}
	msgNoClause        = message{"库内所存《%s》的%s没有分出%s，以上引的是这一条的文字。", "In the stored text of 《%s》, %s has no %s; what is quoted is the article."}
	msgOtherDays       = message{"《%s》同一处还列有其他批次、环节或情形的时间，这里没有全部引出，请看原文。", "In the same place 《%s》 gives days of other batches, steps or cases that are not all quoted here: see the text."}
	msgAsk             = message{"建议向当地科技、税务等主管部门核实，或拨打 12345 政务服务便民热线（税务问题 12366）。", "Please check with the competent local authority, or call 12345 (tax: 12366)."}
	msgAskOffice       = message{"建议向当地%s核实，或拨打 12345 政务服务便民热线（税务问题 12366）。", "Please check with the local %s, or call 12345 (tax: 12366)."}
	msgOnlyUntil       = message{"库内%s的报告只到 %s 年，没有 %s 年的报告。", "The reports held of %s reach until %s only; there is none of %s."}
	msgOtherYears      = message{"库内%s的报告是 %s 年的，没有 %s 年的报告。", "The reports held of %s are of %s; there is none of %s."}
	msgSilentPlace     = message{"库内有%s的文件 %d 份，没有查到对这一项的规定；不以其他地区的标准代答。", "Documents held of %s: %d; nothing on this was found in them, and another region's rule is not given instead."}
	msgNoSheet         = message{"所问可能写在《%s》的附件或附表里，库内没有收录该附件。", "It may stand in an attachment of 《%s》, which is not held."}
	msgNoFigure        = message{"相近的条文没有写%s。", "The nearest texts state no %s."}
	msgGreeting        = message{"您好，我根据库内的法规、通知和报告回答创新政策问题（高新技术企业认定、税收优惠、科技成果转化、人才、资助等），每句话都注明出处。请直接提问。", "Hello. I answer questions on innovation policy from a corpus of regulations, notices and reports, with the source of every sentence. Please ask."}
	msgImproper        = message{"这个请求涉及编造材料、规避审查或与政策咨询无关的指令，不能提供帮助。如需了解相关规定或法律后果，可以直接提问。", "This request cannot be helped with. You may ask what the rules or the legal consequences are."}
	msgOutOfScope      = message{"这个问题不在创新政策咨询的范围内，库内也没有相应文件。", "This question is outside the scope of innovation policy and of the corpus."}
	msgUnclear         = message{"这句话要接着前面的问题才能看懂，请把问题说完整：哪项政策、哪个地方、哪一年。", "This follows on a question that was not asked. Please ask in full: which policy, which place, which year."}
	msgWhich           = message{"这个问题没有说是哪项政策，请选一项，或者说明地方、政策和事项。", "The question does not say which policy. Please choose one, or name the place, the policy and the matter."}
	msgMasked          = message{"注意：问题中的证件号、卡号、电话或邮箱已隐去，没有保存。", "Note: numbers of cards or telephones and mailboxes in the question were removed and not stored."}
	msgAccount         = message{"这需要查询您单位自己的办理记录，本系统没有这类数据。请登录办理平台查询或联系受理部门。", "This needs your own file, which this system does not hold. Please ask the office in charge."}
	msgFuture          = message{"尚未公布的政策没有依据可引，不作预测。", "What has not been published cannot be cited; no prediction is made."}
	msgCoverage        = message{"本库收录 %d 份文件：%s。", "The corpus holds %d documents: %s."}
	msgLocalOnly       = message{"以上为%s的规定，其他地区可能不同。", "The above is a rule of %s; other regions may differ."}
	msgPublished       = message{"《%s》的公布（通过）日期，库内记载为 %s。", "《%s》 was made known (adopted) on %s, by what is recorded of it."}
	msgOfPart          = message{"注意：《%s》是%s的规定，只在那里适用，不是%s全域的规定。", "Note: 《%s》 is of %s and applies there alone, not in all of %s."}
	msgOfAround        = message{"注意：《%s》是%s的，不是专门关于%s的。", "Note: 《%s》 is of %s, not of %s in particular."}
	msgSuperseded      = message{"注意：《%s》已被修订或替代，所引为旧文本。", "Note: 《%s》 has been amended or replaced; the quotation is from the earlier text."}
	msgNoLonger        = message{"注意：《%s》已过有效期或已失效，只供参考，请核实是否有新的规定。", "Note: 《%s》 has expired or is no longer in force; check whether a newer rule exists."}
	msgUnchecked       = message{"注意：《%s》是否仍然有效没有核实，引用前请向发文机关确认。", "Note: whether 《%s》 is still in force was not checked; ask the office that issued it before relying on it."}
	msgNotYet          = message{"注意：《%s》自 %s 起施行，目前尚未施行。", "Note: 《%s》 takes effect on %s and is not yet in force."}
	msgReport          = message{"注意：所引《%s》是报告，说明的是当时的情况或部署，不是执行依据。", "Note: 《%s》 is a report: facts or plans of its time, not a rule to apply."}
	msgDigest          = message{"注意：引自本库的摘编，不是官方文本，请以官方公布的文本为准。", "Note: quoted from a digest of ours, not from the official text."}
	msgDegraded        = message{"注意：语义检索暂不可用，本次只按词检索。", "Note: search by meaning was unavailable; this rests on word search alone."}
	msgAsOfIntro       = message{"以上按 %s 有效的文本回答。", "Answered from the text in force on %s."}
	msgAsOfSearched    = message{"查找的是 %s 有效的文本。", "The texts searched are those in force on %s."}
	msgRegionNotHeld   = message{"库内没有%s的地方文件。", "The corpus holds no local document of %s."}
	msgLaterText       = message{"注意：《%s》此后已经修订或替代，现行文本自 %s 起施行，今天的规定请看现行文本。", "Note: 《%s》 has been amended or replaced since; the text in force today applies from %s."}
	msgSaidTheSame     = message{"%s：%s的规定文字相同，出处一并注明。", "%s: %s stands there in the same words; both are cited."}
	msgLevelsDiffer    = message{"注意：同一事项各级各地的规定不同，以上一并列出。地方规定只在当地适用；适用哪一项，要看单位的所在地和性质，请向当地主管部门核实。", "Note: the rules of the levels and places shown differ. A local rule applies in its place only; which one applies depends on where and what you are: ask the competent local authority."}
	msgMorePlaces      = message{"库内%s另有规定，可以指明地方再问。", " The corpus holds other rules of %s: name the place to see them."}
	msgAddressLeft     = message{"所引的句子在原文中写有网址，这里没有引出，请看原文。", "The sentence quoted holds a web address in the text, which is left out here: see the text."}
	msgClauseCut       = message{"所引的句子在原文中列有 %d 项，这里只引了与所问相符的一项，其余请看原文。", "The sentence quoted lists %d items in the text; the one asked of is quoted here, the others are in the text."}
	msgForGroup        = message{"注意：以上规定是给“%s”的，其他人不能照此享受。", "Note: this rule is for %s; it grants nothing to others."}
	msgListCut         = message{"“%s”之下，原文%s列有 %d 项，这里只引了 %d 项，其余请看原文。", "Below “%s” the text lists %s%d items; %d of them are quoted here, the others are in the text."}
	msgAtLeast         = message{"至少", "at least "}
	msgListLeft        = message{"“%s”之下，原文%s列有 %d 项，这里没有引出，请看原文。", "Below “%s” the text lists %s%d items that are not quoted here: see the text."}
	msgFutureYear      = message{"问的是 %s 年，以上所引原文没有写到这一年，是现行规定，届时以新发布的通知为准。", "The question is of %s, which the text quoted does not name; this is what holds today. Mind the notices of that year."}
	msgCheckEach       = message{"是否符合要按以上条件逐项核对，这里不下结论。", "Whether it fits must be checked condition by condition; no verdict is given here."}
	msgUnmentioned     = message{"问题里没有说明这些条件的情况：%s，请补充。", " The question does not say how it stands with: %s."}
	msgClaimHolds      = message{"核对：所引原文确有“%s”。", "Check: the text quoted does say \"%s\"."}
	msgClaimAmong      = message{"核对：所引原文提到“%s”，所提到的有%s，各指什么请看原文。", "Check: the text quoted has \"%s\" among %s; see what each stands for."}
	msgClaimOpen       = message{"核对：“%s”在所引原文里没有可以对照的数字。", "Check: nothing in the text quoted compares with \"%s\"."}
	msgBetween         = message{"", " "}   // sentences
	msgComma           = message{"、", ", "} // things listed
	msgColon           = message{"：", ": "}
	msgQuoted          = message{"", "Quoted word for word from the Chinese text:"}
	msgFiguresSaid     = message{"", "Figures in the text quoted: %s."}
	msgWordsUnknown    = message{"", "Words that were not understood and looked up as they stand: %s. If the answer misses the point, please ask in other words."}
	msgClaimFails      = message{"核对：所引原文没有“%s”，写的是%s。", "Check: the text quoted does not say \"%s\" but %s."}
	msgComplaint       = message{"投诉、举报和人工服务不在这里受理：对办事服务的投诉可拨打 12345 政务服务便民热线，违纪违法问题向有关监察机关反映。对本系统的回答不满意，可以用回答下面的按钮反馈；要查投诉的规定，请直接说明是哪类事项。", "Complaints and talks with staff are not handled here: for services call 12345. If an answer was wrong, use the buttons below it; for the rules on complaints, name the matter."}
	msgInForceFrom     = message{"%s 起施行", "in effect from %s"}
	msgAmendedOn       = message{"%s 修改决定", "amended by the decision of %s"}
	msgBasis           = message{"注意：《%s》正文只写明首次施行的日期，%s 是最近一次修改决定的日期；修改后条文的施行日请核对该决定。", "Note: 《%s》 itself names only the day of its first edition; %s is the day of the last amending decision, which sets from when the amended text applies."}
	msgNotDecided      = message{"注意：原文是%s，不是已经实现或已经生效的结果。", "Note: the source speaks of %s, not of something done or in force."}
	msgCountedArticles = message{"按库内所存《%s》全文逐条计数，共 %d 条（%s至%s，编号没有缺漏）", "Counted over the stored text of 《%s》: %d articles (%s to %s, no number missing)"}
	msgCountedChapters = message{"，分 %d 章：%s。", ", in %d chapters: %s."}
	msgCountedHeading  = message{"《%s》的标题写明了总数：“%s”。标题之下：", "A heading of 《%s》 says the total: “%s”. Below it:"}
	msgCountedNames    = message{"按所引原文点名逐个计数：%s，共 %d 人。", "Counted by the names in the text quoted: %s: %d."}
	msgCountedEnd      = message{"。", "."}
	msgNoChapters      = message{"，没有分章。", ", not divided into chapters."}
	msgCountedItems    = message{"按库内所存《%s》%s逐项计数，共 %d 项（%s至%s，编号没有缺漏）：", "Counted over the stored text of 《%s》, %s: %d items (%s to %s, no number missing):"}
	msgDifferentYrs    = message{"注意：各报告的年份和口径可能不同，不宜直接比较。", "Note: the reports may be of different years and bases; do not compare their figures directly."}
)

// statusWords names validity for readers.
var statusWords = map[corpus.Status]message{
	corpus.StatusInForce:       {"现行有效", "in force"},
	corpus.StatusNotYet:        {"尚未施行", "not yet in force"},
	corpus.StatusSuperseded:    {"已被修订或替代", "amended or replaced"},
	corpus.StatusRepealed:      {"已废止", "repealed"},
	corpus.StatusExpired:       {"已过有效期", "expired"},
	corpus.StatusNotApplicable: {"报告", "report"},
	corpus.StatusUnknown:       {"效力未核实", "validity not checked"},
}

// StatusWord names a validity status in the language ("zh", "en").
func StatusWord(s corpus.Status, lang string) string {
	m, ok := statusWords[s]
	if !ok {
		m = statusWords[corpus.StatusUnknown]
	}
	return m.in(lang)
}

// LabelIn gives the label that stands under every answer.
func LabelIn(lang string) string {
	if lang == "en" {
		return LabelEN
	}
	return Label
}

// joinLines joins the non-empty lines of an answer.
func joinLines(lines ...string) string {
	var out []string
	for _, l := range lines {
		if l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
