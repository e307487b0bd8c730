package dev.trustconnect.house;

import dev.trustconnect.testing.house.CodeRules;

class CodeRulesTest extends CodeRules {}
