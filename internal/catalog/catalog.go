// Package catalog is the guest list: every format, every kind of source and every kind
// of notifier that syncd knows. One more test tool is one folder and one line here;
// everything else (config, docs, labels) is derived from its Spec.
package catalog

import (
	"syncd/internal/format"
	"syncd/internal/format/allure"
	"syncd/internal/format/ctrf"
	"syncd/internal/format/junit"
	"syncd/internal/notify"
	"syncd/internal/source"
	"syncd/internal/source/files"
	"syncd/internal/source/qase"
	"syncd/internal/source/testrail"
	"syncd/internal/source/xraycloud"
	"syncd/internal/source/xraydc"
	"syncd/internal/source/zephyrcloud"
	"syncd/internal/source/zephyrdc"
)

// Formats lists the parsers of result files, in the order in which they are tried.
func Formats() []format.Parser {
	return []format.Parser{
		junit.New(),
		ctrf.New(),
		allure.New(),
	}
}

// Sources lists the kinds of source.
func Sources() []source.Spec {
	return []source.Spec{
		files.Spec(Formats()),
		testrail.Spec(),
		zephyrcloud.Spec(),
		zephyrdc.Spec(),
		xraycloud.Spec(),
		xraydc.Spec(),
		qase.Spec(),
	}
}

// Notifiers lists the kinds of notifier.
func Notifiers() []notify.Spec {
	return []notify.Spec{
		notify.Slack(),
		notify.Webhook(),
	}
}
