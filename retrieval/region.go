package retrieval

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// ErrRegion reports the name of a region that is no place, or that several places
// bear; the message is for the user.
var ErrRegion = errors.New("region not known")

// RegionMessage gives the sentence for the user of an error that wraps [ErrRegion].
func RegionMessage(err error) string {
	_, text, _ := strings.Cut(err.Error(), ErrRegion.Error()+": ")
	return text
}

// maxNamesakes bounds how many places of one name are told.
const maxNamesakes = 6

// ReadRegion gives the region that an asker names as filters write it: 吉林长春 for
// 长春, 长春市 and 吉林省长春市, 吉林通化柳河县 for 柳河. held are the regions of the
// documents stored, which are places whatever else is known. Empty stays empty.
// The error wraps [ErrRegion] and reads as a sentence for the user.
func ReadRegion(said string, held []string) (string, error) {
	region := corpus.NormalizeRegion(Simplified(said))
	if region == "" || corpus.RegionCode(region) != "" || slices.ContainsFunc(held, func(h string) bool { return strings.HasPrefix(h, region) }) {
		return region, nil
	}
	var paths []string
	add := func(path string) {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	runes := []rune(strings.Join(strings.Fields(Simplified(said)), ""))
	if n, named := baseGazetteer.with(held).at(runes, 0); n == len(runes) {
		for _, p := range named {
			add(p)
		}
	}
	for _, p := range corpus.RegionsNamed(region) {
		add(p)
	}
	if path, leaf := parseRegion(region); leaf != "" { // 广东佛山南海
		for _, p := range corpus.RegionsNamed(leaf) {
			if strings.HasPrefix(p, strings.TrimSuffix(path, leaf)) {
				add(p)
			}
		}
	}
	if len(paths) == 0 {
		if path := within(region); path != "" {
			return path, nil
		}
	}
	switch {
	case len(paths) == 1:
		return paths[0], nil
	case len(paths) > 1:
		more := ""
		if len(paths) > maxNamesakes {
			paths, more = paths[:maxNamesakes], "等"
		}
		return "", fmt.Errorf("%w: 地区“%s”指多个地方：%s%s，请写明是哪一个 (several places are called so: name one of them)", ErrRegion, said, strings.Join(paths, "、"), more)
	}
	return "", fmt.Errorf("%w: 不认识地区“%s”，请写省、市、县的名称，例如 长春 或 吉林长春；不填则不限地区 (no such place is known: give a province, city or county, or leave the region out)", ErrRegion, said)
}

// within gives the place that a name ends with below its province (吉林延边敦化), or
// else the nearest one on the map that a part of a city, a zone or a township lies in
// (吉林长春净月高新区); "" where there is none.
func within(region string) string {
	runes := []rune(region)
	for i := 2; i <= len(runes)-2; i++ {
		for _, p := range corpus.RegionsNamed(string(runes[i:])) {
			if strings.HasPrefix(p, string(runes[:2])) {
				return p
			}
		}
	}
	if !partOfCity.MatchString(region) {
		return ""
	}
	for n := len(runes) - 2; n >= 2; n-- {
		if path := corpus.NormalizeRegion(string(runes[:n])); corpus.RegionCode(path) != "" {
			return path
		}
	}
	return ""
}

// partOfCity ends the name of what lies in a city or a county.
var partOfCity = regexp.MustCompile(`(?:区|园|镇|乡|街道|村|港|岛|县|市)$`)

// readRegions reads the regions of a caller's filter.
func readRegions(said []string, k *Knowledge) ([]string, error) {
	var held, out []string
	if k != nil {
		held = k.regions
	}
	for _, s := range said {
		region, err := ReadRegion(s, held)
		if err != nil {
			return nil, err
		}
		if region != "" {
			out = append(out, region)
		}
	}
	return out, nil
}
