package extract

import "regexp"

// Whoever asks how something is reckoned (违法辞退怎么赔) is answered by a figure, or by
// what the amount goes by.
var (
	reckonAsk = regexp.MustCompile(`(怎么|咋|如何)(赔|补偿|分|奖|扣|算|计算|收)`)
	reckons   = regexp.MustCompile(`元|百分之|\d%|分之|倍|减按|(数额|标准|金额|比例|利息|利率|滞纳金|所得额|收入额)[^，。；]{0,24}(按|依照|确定|计算)|(按照?|依照)[^，。；]{0,30}(数额|标准|比例|倍|利率|计算)|余额为`)
)
