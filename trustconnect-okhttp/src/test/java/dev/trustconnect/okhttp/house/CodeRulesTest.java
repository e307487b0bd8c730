package dev.trustconnect.okhttp.house;

import dev.trustconnect.testing.house.CodeRules;

class CodeRulesTest extends CodeRules {}
