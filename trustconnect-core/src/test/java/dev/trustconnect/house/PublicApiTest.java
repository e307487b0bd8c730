package dev.trustconnect.house;

import dev.trustconnect.testing.house.PublicApiRules;

class PublicApiTest extends PublicApiRules {}
