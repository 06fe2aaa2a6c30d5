# SPDX-License-Identifier: MIT
qt_test(unit app/tst_config_files llmproxy_app_config)
qt_test(unit app/tst_config_watcher llmproxy_app_config)
