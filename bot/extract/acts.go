package extract

import (
	"regexp"
	"strings"
)

// act is what is done, or what it is done to, where a text that lacks it speaks of
// something else: who has lost a certificate is not answered by how it is issued.
type act struct {
	asked *regexp.Regexp // how questions say it
	said  *regexp.Regexp // how texts that rule it say it
}

// acts are the acts and the things of acts that rules set apart from each other by
// name. Words that questions also use for other things are not among them.
var acts = []act{
	newAct(`补办|补领|挂失|(证书?|执照|发票|批文|护照|原件|公章|合同)[^，。？]{0,8}(丢|遗失|不见|弄没|找不到|弄坏|毁)|(丢|遗失|弄没|弄坏)了?[^，。？]{0,6}(证书?|执照|发票|批文|护照|原件|公章)`,
		`补办|补领|补发|换发|换领|挂失|遗失|丢失|灭失|损毁|毁损|污损|丢`),
	newAct(`(证书?|资格|资质|执照|签证|护照|许可证?|批文|高企|专利)[^，。？]{0,6}(过期|到期|期满)`, `过期|到期|期满|届满|有效|逾期|延|续|重新|换|终止`),
	newAct(`登报`, `登报|报纸|报刊|公告|声明`),
	newAct(`注销`, `注销|清算|终止|解散|吊销`),
	newAct(`搬迁|迁移|搬到|迁到|迁出|迁入`, `迁|搬|跨|异地|变更|引进|引入|落户|入驻`),
	newAct(`撤回`, `撤`),
	newAct(`质押|出质`, `质押|出质|质权|质物|抵押|担保`),
	newAct(`继承`, `继承|承继|继受`),
	newAct(`拍卖`, `拍卖|变卖`),
	newAct(`延期|展期|续展|续签|续期`, `延|续|展期|宽限|推迟|重新`),
	newAct(`复审`, `复审|不服`),
	newAct(`复议`, `复议|不服`),
	newAct(`减缴|减缓`, `减|缓缴`),
	newAct(`实质审查|实审`, `实质审查|实审`),
	newAct(`优先审查|加快审查`, `优先审查|加快审查|快速审查`),
	newAct(`骗|造假|作假|瞎报|谎报|虚报|编材料|假材料`, `骗|虚假|假|不实|隐瞒|伪造|虚报|谎报|瞒报|失信|欺诈|诚信|不端|不正当`),
	newAct(`兼职`, `兼`),
	newAct(`预缴`, `预缴|分期|季度|月份`),
	newAct(`汇算清缴|汇缴`, `汇算清缴|汇缴`),
	newAct(`结转`, `结转`),
	newAct(`备案`, `备案`),
	newAct(`答辩`, `答辩|陈述`),
	newAct(`变更|改名|换了?名字?|改了名`, `变更|更名|改名|变化|换发|名称`),
	newAct(`后补助|补助|补贴`, `补助|补贴|资助|奖|经费|资金|支持`),
	newAct(`推荐`, `推荐|提名|推选`),
	newAct(`年假|年休假`, `年休假|年假`),
	newAct(`产假|陪产|婚假|病假`, `产假|陪产|婚假|病假`),
	newAct(`加班`, `加班|延长工作时间|延长时间`),
	newAct(`试用期`, `试用`),
	newAct(`学历`, `学历|毕业|本科|专科|学位|大专`),
	newAct(`征收率`, `征收率`),
	newAct(`退税率`, `退税率`),
	newAct(`培育库`, `培育|入库`),
	newAct(`保护期|保护(几|多少)年|保护多久|有效期|管(几|多少)年|管多久|几年有效`, `保护期|有效|期限|届满|期满|终止`),
	newAct(`最低工资`, `最低工资`),
	newAct(`律师`, `律师`),
	newAct(`会计师`, `会计师`),
	newAct(`护士|医师|医生`, `护士|医师|医生|医务|医疗`),
	newAct(`断缴`, `断缴|补缴|中断|欠缴|未缴`),
	newAct(`评价机构`, `评价|评估`),
	newAct(`优先权`, `优先权`),
	newAct(`优先`, `优先`),
	newAct(`日常工作`, `日常|办公室|具体工作`),
	newAct(`没做成|没成功|失败|搞砸|黄了`, `失败|未能|没有|未达|未形成|不能完成|免责|容错|宽容|失误`),
	newAct(`追责|问责`, `追究|责任|问责|免责`),
	newAct(`公开招标`, `公开招标`),
	newAct(`怎么赔|赔多少|怎样赔|如何赔`, `赔|补偿|违约金|支付`),
	newAct(`两头|都能拿|都能领|都拿|重复(享受|领|申请|申报)|叠加|同时(享受|领|拿)`, `同时|重复|就高|叠加|不再|累计|只能|不得再`),
	newAct(`(自己|个人(能不能|可不可以|可以|能|自己))(自己)?(申请|申报|报名|推荐)`, `自荐|自行|本人|个人|自主|直接`),
	newAct(`举措`, `举措|措施`),
	newAct(`多缴|多交|重复交`, `多缴|多交|超过|重复|多征|退还`),
	newAct(`商用|商业利用`, `商业|利用|使用|投入`),
	newAct(`老外|外国人|外籍`, `外国|外籍|境外|国外|国际|外商|外资|港澳`),
	newAct(`时效|不(去)?(告|起诉)就`, `时效`),
	newAct(`停学|休学`, `停学|休学|学籍`),
	newAct(`著作权|版权|软著`, `著作权|版权`),
	newAct(`过境`, `过境`),
	newAct(`简易注销`, `简易`),
	newAct(`(分|有)(几|多少|哪几)个等级`, `等级|级|等奖`),
	newAct(`谁发|谁颁发`, `颁发|核发|发给|颁布|签发|印发|发放|发布|发证`),
}

func newAct(asked, said string) act {
	return act{asked: regexp.MustCompile(asked), said: regexp.MustCompile(said)}
}

// actsIn gives the acts that a question names.
func actsIn(question string) []act {
	var out []act
	for _, x := range acts {
		if x.asked.MatchString(question) {
			out = append(out, x)
		}
	}
	return out
}

// ofOtherAct says that a passage, with its title and headings, names none of the
// words of an act that is asked about.
func (a *ask) ofOtherAct(s *sentence) bool {
	if len(a.acts) == 0 {
		return false
	}
	text := s.result.Document.Title + "\n" + strings.Join(s.result.Passage.Path, "\n") + "\n" + s.lead + "\n" + s.result.Passage.Norm
	for _, x := range a.acts {
		if !x.said.MatchString(text) {
			return true
		}
	}
	return false
}
